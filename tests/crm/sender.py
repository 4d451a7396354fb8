"""A process that delivers everything due and ends: what the kill tests kill. Settings come from HEED_*."""

from community import create_app
from community.jobs.webhooks import deliver
from community.jobs.worker import drain

if __name__ == "__main__":
    with create_app().app_context():
        drain(deliver)
