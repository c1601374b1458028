"""Every trial of every function through the service and through functions.js."""

from __future__ import annotations

import asyncio
import functools
import json

import httpx
import pytest

from addin.office.build import script
from addin.office.service import Settings, make_app
from addin.office.wire import Limits, answer
from addin.trials import trials
from tests.addin.office.running import excel, has_node, node, shown, wire
from udfs.registry import all_specs

NAMES = [spec.name for spec in all_specs()]


@functools.cache
def tried(name):
    """The trials of a function and what each must show."""
    (spec,) = [spec for spec in all_specs() if spec.name == name]
    found = list(trials(spec))
    return found, [shown(trial.expected()) for trial in found]


def same(found, expected, made):
    wrong = [
        (trial.function, trial.what, got, want)
        for trial, got, want in zip(made, found, expected, strict=True)
        if got != want
    ]
    assert not wrong, wrong[:3]


@functools.cache
def application():
    return make_app(Settings(workers=0))


def post(app, calls):
    async def ask():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post("/call", json=calls)

    return asyncio.run(ask())


@pytest.mark.parametrize("name", NAMES)
def test_the_service_shows_what_python_computes(name):
    made, expected = tried(name)
    reply = post(application(), [wire(trial) for trial in made])
    assert reply.status_code == 200
    same(reply.json()["results"], expected, made)


@pytest.mark.slow
def test_over_a_socket(service):
    made = [trial for name in NAMES for trial in tried(name)[0]]
    expected = [rows for name in NAMES for rows in tried(name)[1]]
    reply = httpx.post(f"{service.url}/call", json=[wire(trial) for trial in made], timeout=60)
    assert reply.status_code == 200
    same(reply.json()["results"], expected, made)


@pytest.mark.skipif(not has_node(), reason="no Node")
def test_in_node(service):
    made = [trial for name in NAMES for trial in tried(name)[0]]
    expected = [rows for name in NAMES for rows in tried(name)[1]]
    done = node(f"{service.url}/taskpane.html", script(), [[excel(trial) for trial in made]])
    (step,) = done["steps"]
    assert len(step["requests"]) == 1  # one recalculation, one request
    same(step["results"], expected, made)


def test_doubles_come_back_to_the_last_bit():
    value = 0.1 + 0.2
    body = json.dumps([{"name": "LEASE_PV", "arguments": [0.0, 1, value]}]).encode()
    assert json.loads(answer(body, Limits()).body)["results"] == [[[value]]]
