"""The watch over connections sees what it is there to see."""

import socket

import pytest
from flask import Flask

from community.db import reading, writing
from tests.sockets import NotNow, within_a_request

NOBODY = ("127.0.0.1", 9)


def test_a_connection_within_a_request_is_noticed(app: Flask):
    with within_a_request(), socket.socket() as ours, pytest.raises(NotNow, match="within a web request"):
        ours.connect(NOBODY)


def test_a_connection_while_a_write_transaction_is_open_is_noticed(app: Flask):
    with writing(), socket.socket() as ours:
        with pytest.raises(NotNow, match="while a write transaction is open"):
            ours.connect(NOBODY)
        with pytest.raises(NotNow):
            ours.connect_ex(NOBODY)


def test_afterwards_connections_are_free_again(app: Flask):
    with pytest.raises(RuntimeError), writing():
        raise RuntimeError
    with reading(), pytest.raises(ConnectionRefusedError):
        socket.create_connection(NOBODY)
