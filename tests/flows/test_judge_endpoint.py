"""Asking a server over HTTP: what it is sent, and every way in which it may not answer."""

import logging
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from judge_server import JudgeServer, judge_server
from pydantic import SecretStr

from flows import judge_endpoint
from flows.judge_endpoint import JudgeEndpoint
from scoring.second_judge.opinions import NoAnswerError
from scoring.second_judge.questions import example_question

QUESTION = example_question(model="casa-7b")
KEY = "sk-very-secret"


@pytest.fixture
def server() -> Iterator[JudgeServer]:
    with judge_server(lambda _: "an answer") as running:
        yield running


def endpoint(server: JudgeServer, **options: Any) -> JudgeEndpoint:
    return JudgeEndpoint(**{"url": server.url, "model": "casa-7b", "timeout_s": 5.0, **options})


def test_it_asks_as_the_api_wants_to_be_asked(server: JudgeServer) -> None:
    assert endpoint(server, key=SecretStr(KEY))(QUESTION) == "an answer"

    (asked,) = server.asked
    assert asked["path"] == "/v1/chat/completions"
    assert (asked["model"], asked["temperature"]) == ("casa-7b", 0)
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    assert asked["messages"][1]["content"] == QUESTION.user
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"


def test_without_a_key_none_is_sent(server: JudgeServer) -> None:
    endpoint(server)(QUESTION)

    assert "Authorization" not in server.headers[0]


def test_a_server_that_knows_no_schemas_is_asked_without_and_remembered(
    server: JudgeServer,
) -> None:
    server.refuses_schemas = True
    judge = endpoint(server)

    assert [judge(QUESTION) for _ in range(3)] == ["an answer"] * 3
    schemas = ["response_format" in asked for asked in server.asked]
    assert schemas == [True, False, True, False, False]


def test_one_passing_refusal_ends_no_schemas(server: JudgeServer) -> None:
    judge = endpoint(server)
    for refuses in (True, False, True, False):
        server.refuses_schemas = refuses
        judge(QUESTION)

    assert "response_format" in server.asked[-1]


@pytest.mark.parametrize(
    ("change", "kind", "detail"),
    [
        ({"status": 500}, "second_judge_failed", "HTTP 500"),
        ({"status": 401}, "second_judge_failed", "HTTP 401"),
        ({"status": 400}, "second_judge_failed", "HTTP 400"),
        ({"raw": b"<html>"}, "second_judge_failed", "no chat completion"),
        ({"raw": b"\xff\xfe\x00"}, "second_judge_failed", "no chat completion"),
        ({"raw": b'{"choices": []}'}, "second_judge_failed", "no chat completion"),
        ({"raw": b"[" * 100_000}, "second_judge_failed", "no chat completion"),
        (
            {"raw": b'{"choices": [{"message": {"content": null}}]}'},
            "second_judge_failed",
            "no chat completion",
        ),
        ({"raw": b" " * 1_000_001}, "second_judge_failed", "more than 1000000 bytes"),
        ({"waits_s": 1.0}, "second_judge_slow", "0.3 s"),
        ({"pauses_s": 0.2, "raw": b" " * 10}, "second_judge_failed", "no chat completion"),
    ],
)
def test_whatever_is_no_answer_is_said_so(
    server: JudgeServer, change: dict[str, Any], kind: str, detail: str
) -> None:
    for name, value in change.items():
        setattr(server, name, value)
    timeout_s = 0.3 if "waits_s" in change else 5.0

    with pytest.raises(NoAnswerError) as caught:
        endpoint(server, timeout_s=timeout_s, key=SecretStr(KEY))(QUESTION)

    assert (caught.value.kind, str(caught.value)) == (kind, detail)
    assert caught.value.whole_call == (detail == "HTTP 400")


def test_a_reply_that_trickles_in_is_too_slow_as_a_whole(server: JudgeServer) -> None:
    server.pauses_s, server.raw = 0.4, b" " * 10

    with pytest.raises(NoAnswerError) as caught:
        endpoint(server, timeout_s=0.3)(QUESTION)

    assert caught.value.kind == "second_judge_slow"


def test_the_words_of_a_call_go_to_no_other_address(
    server: JudgeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with judge_server(lambda _: "from elsewhere") as elsewhere:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, elsewhere.url)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        assert endpoint(server)(QUESTION) == "an answer"

        server.status, server.location = 307, f"{elsewhere.url}/chat/completions"
        with pytest.raises(NoAnswerError, match="HTTP 307"):
            endpoint(server)(QUESTION)

        assert elsewhere.asked == []


def test_nobody_there_is_asked_no_more_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    now = [1_000.0]
    monkeypatch.setattr(judge_endpoint.time, "monotonic", lambda: now[0])
    judge = JudgeEndpoint(url=f"http://127.0.0.1:{free}/v1", model="m", timeout_s=5.0)

    said = []
    for _ in range(5):
        with pytest.raises(NoAnswerError) as caught:
            judge(QUESTION)
        said.append(str(caught.value))
    assert said == [*["ConnectError"] * 3, *["not asked again for a while"] * 2]

    now[0] += 301
    with pytest.raises(NoAnswerError, match="ConnectError"):
        judge(QUESTION)
    with pytest.raises(NoAnswerError, match="not asked again"):
        judge(QUESTION)


def test_an_answer_in_between_starts_the_count_anew(server: JudgeServer) -> None:
    judge = endpoint(server, timeout_s=0.3)
    for waits_s in (0.6, 0.6, 0.0, 0.6, 0.6, 0.0):
        server.waits_s = waits_s
        if waits_s:
            with pytest.raises(NoAnswerError):
                judge(QUESTION)
        else:
            assert judge(QUESTION) == "an answer"


def test_the_key_is_in_no_log_and_no_text_of_the_endpoint(
    server: JudgeServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    judge = endpoint(server, key=SecretStr(KEY))
    judge(QUESTION)
    server.status = 500
    with pytest.raises(NoAnswerError) as caught:
        judge(QUESTION)

    assert "chat/completions" in caplog.text
    for text in (caplog.text, repr(judge), repr(caught.value)):
        assert KEY not in text
        assert QUESTION.user not in text
