"""Two lists that need no network: passwords anyone would try first, and mail services anyone may use."""

_PASSWORDS = """
    12345678 123456789 1234567890 12345678910 123456789a 1234567891 0123456789 01234567 87654321 987654321
    9876543210 11111111 111111111 00000000 000000000 22222222 33333333 44444444 55555555 66666666 77777777
    88888888 99999999 12341234 12344321 11223344 1122334455 112233445566 123123123 123321123 147258369 159357456
    741852963 789456123 963852741 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 q1w2e3r4 q1w2e3r4t5
    qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345 qwertz123 qwertzuiop azertyuiop azerty123 asdfghjk
    asdfghjkl asdf1234 asdfasdf zxcvbnm1 zxcvbnm123 zxcvbnma zaq12wsx zaq1zaq1 qazwsxedc qazwsx123 1234qwer 123qweasd
    123qwe123 qwe123qwe poiuytrewq lkjhgfdsa mnbvcxz1 abcd1234 abcdefgh abcdefg1 abc12345 abc123456 abcabcabc a1b2c3d4
    a1234567 a12345678 a123456789 aa123456 aa12345678 aaaaaaaa aaaaaaaaa password password1 password12 password123
    password1234 passw0rd p@ssw0rd p@ssword pa55word pa55w0rd passwort passwort1 motdepasse contrasena wachtwoord
    parola123 heslo123 salasana haslo123 changeme changeme1 changeit letmein1 letmein123 welcome1 welcome12 welcome123
    welcome2 willkommen bienvenue bienvenido iloveyou iloveyou1 iloveyou2 loveyou1 lovelove ilovegod iloveu123 babygirl
    babygirl1 princess princess1 sunshine sunshine1 football football1 baseball baseball1 basketball softball hockey12
    superman superman1 batman123 spiderman starwars startrek pokemon1 pokemon123 minecraft fortnite dragonball naruto123
    trustno1 whatever computer computer1 internet samsung1 samsung123 google123 facebook facebook1 linkedin microsoft
    microsoft1 windows10 chocolate butterfly elephant dolphins flower123 sunflower rainbows rainbow1 cheesecake cookie123
    michelle jennifer jessica1 danielle victoria christian alexander alexandra veronica caroline nicholas jonathan
    benjamin matthew1 michael1 jordan23 anthony1 charlie1 thomas123 daniel123 robert123 andrew123 george123 patricia
    gabriela carolina fernando francisco sebastian valentina mercedes ferrari1 corvette mustang1 porsche911 yamaha123
    liverpool liverpool1 chelsea1 arsenal1 barcelona realmadrid juventus bayern123 manchester everton1 rangers1 celtic1888
    blink182 metallica nirvana1 slipknot eminem123 rockstar bigdaddy killer123 monster1 shadow12 shadow123 master123
    hunter12 hunter123 ranger12 tigger12 ginger12 maggie12 pepper12 buster12 summer12 summer123 winter12 winter123
    spring123 autumn123 january1 february september october1 november december monday123 friday13 sunday123 holiday1
    summer2020 summer2021 summer2022 summer2023 summer2024 summer2025 summer2026 winter2020 winter2021 winter2022
    winter2023 winter2024 winter2025 winter2026 spring2024 spring2025 spring2026 autumn2024 autumn2025 autumn2026
    admin123 admin1234 admin12345 administrator adminadmin rootroot root1234 toor1234 test1234 test12345 testtest
    tester123 testing1 testing123 guest123 guest1234 user1234 username default1 demo1234 demodemo temp1234 temporary
    secret123 secret12 mysecret topsecret security security1 login123 access14 access123 master12 system123 server123
    oracle123 mysql123 postgres docker123 company1 company123 business office123 support1 support123 helpdesk
    newpass1 newpassword mypassword mypass123 pass1234 pass12345 passpass nopassword opensesame letmeinnow
    thankyou blessed1 jesus123 jesuschrist heaven12 angel123 angels12 friends1 friendship together forever1 freedom1
    peaceful happy123 smile123 lucky123 lucky777 money123 dollar12 diamond1 crystal1 silver12 golden12 purple12
    orange12 yellow12 green123 blue1234 black123 white123 redsox12 yankees1 cowboys1 steelers packers1 eagles12
    """

_FREE_MAIL = """
    gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es live.com
    live.co.uk live.fr live.nl msn.com yahoo.com yahoo.co.uk yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.co.jp ymail.com
    rocketmail.com icloud.com me.com mac.com aol.com gmx.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de
    mail.com email.com proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.com tuta.io posteo.de
    posteo.net mailbox.org fastmail.com fastmail.fm hey.com zoho.com zohomail.com hushmail.com orange.fr wanadoo.fr
    free.fr laposte.net sfr.fr bbox.fr neuf.fr libero.it virgilio.it alice.it tiscali.it tin.it ziggo.nl kpnmail.nl
    planet.nl hetnet.nl home.nl telenet.be skynet.be bluewin.ch btinternet.com sky.com virginmedia.com ntlworld.com
    talktalk.net comcast.net verizon.net att.net sbcglobal.net cox.net charter.net shaw.ca rogers.com bell.net
    bigpond.com optusnet.com.au xtra.co.nz terra.com.br uol.com.br bol.com.br mail.ru inbox.ru list.ru bk.ru yandex.ru
    yandex.com ya.ru rambler.ru ukr.net seznam.cz centrum.cz wp.pl o2.pl onet.pl interia.pl abv.bg qq.com 163.com 126.com
    sina.com naver.com daum.net hanmail.net rediffmail.com
    """

COMMON_PASSWORDS = frozenset(_PASSWORDS.split())
"""Of eight characters and more, in small letters."""

FREE_MAIL = frozenset(_FREE_MAIL.split())
"""Where private people have their mail: such an address says nothing of an organisation."""
