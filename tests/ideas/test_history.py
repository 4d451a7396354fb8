"""What an idea said before, readable by whoever may read the idea."""

from tests.cast import ADA


def edit(ada, idea_id, title, body):
    stamp = ada.get(f"/ideas/{idea_id}/edit").text.split('id="stamp" value="')[1].split('"')[0]
    assert ada.post(f"/ideas/{idea_id}/edit", data={"title": title, "body": body, "stamp": stamp}).status_code == 303


def test_each_version_stands_there_the_newest_first(as_person, client, idea_id):
    ada = as_person(ADA)
    edit(ada, idea_id, "Second title", "Second body")
    edit(ada, idea_id, "Third title", "Third body")
    html = client.get(f"/ideas/{idea_id}/history").text
    places = [html.index(words) for words in ("Third body", "Second body", "Half the kitchen")]
    assert places == sorted(places)
    assert "The words were changed 2 times." in html


def test_an_idea_never_changed_says_so(client, idea_id):
    assert "The words have never been changed." in client.get(f"/ideas/{idea_id}/history").text


def test_the_page_links_to_it_only_when_there_is_something(as_person, client, idea_id):
    assert f"/ideas/{idea_id}/history" not in client.get(f"/ideas/{idea_id}").text
    edit(as_person(ADA), idea_id, "Second title", "Second body")
    html = client.get(f"/ideas/{idea_id}").text
    assert f"/ideas/{idea_id}/history" in html
    assert "Words changed" in html


def test_old_words_are_shown_as_typed_never_as_markup(as_person, client, idea_id):
    ada = as_person(ADA)
    edit(ada, idea_id, "Second title", "<script>alert(1)</script> **not bold**")
    edit(ada, idea_id, "Third title", "Third body")
    html = client.get(f"/ideas/{idea_id}/history").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **not bold**" in html
    assert "<script>alert" not in html
