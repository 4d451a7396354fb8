"""A process that publishes every answer whose time has come, and ends: what the kill tests kill. Settings come from HEED_*."""

from community import create_app
from community.jobs.answers import publish

if __name__ == "__main__":
    with create_app().app_context():
        while publish():
            pass
