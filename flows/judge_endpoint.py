"""The one place that speaks to a second judge: an OpenAI-compatible server the customer runs."""

import json
import ssl
import time
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import SecretStr

from scoring.findings import NoteKind
from scoring.second_judge.answers import ANSWER_SCHEMA
from scoring.second_judge.opinions import NoAnswerError
from scoring.second_judge.questions import Question

#: After so many questions in a row that nobody answered in time, nobody is asked for so long: a
#: night's batch must not wait for a server that is down. Our choice.
_GIVE_UP_AFTER = 3
_REST_S = 300.0

#: Longest answer, in tokens of the model and in bytes of the reply. Our choice: several times what
#: is asked for.
_MOST_TOKENS = 1_000
_MOST_BYTES = 1_000_000

#: What servers answer that cannot hold a model to a schema, or to one of this kind; or that refuse
#: a question for another reason, such as its length.
_NO_SCHEMA = frozenset({400, 422})

#: After so many questions in a row that were refused with a schema and answered without, none is
#: sent: once may be a server's passing trouble. Our choice.
_NO_SCHEMA_AFTER = 2


@dataclass(slots=True, kw_only=True)
class JudgeEndpoint:
    """A model at a server, `url` the base of its API; called, it asks once for each question."""

    url: str
    model: str
    key: SecretStr | None = None
    timeout_s: float = 60.0
    _client: httpx.Client | None = None
    _failures: int = 0
    _resting_until: float = field(default=0.0, repr=False)
    _schemas_refused: int = 0

    def __call__(self, question: Question) -> str:
        """What the model writes.

        Raises
        ------
        NoAnswerError
            Nobody is there, it takes too long, or the server answers with anything but a chat.
        """
        if time.monotonic() < self._resting_until:
            raise NoAnswerError("second_judge_unreachable", "not asked again for a while")
        try:
            answer = self._answered(question)
        except httpx.TimeoutException as error:
            raise self._silent("second_judge_slow", f"{self.timeout_s:g} s") from error
        except (httpx.TransportError, OSError) as error:
            raise self._silent("second_judge_unreachable", type(error).__name__) from error
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            # A reply or an address that cannot be decoded, for one.
            raise NoAnswerError("second_judge_failed", type(error).__name__) from error
        self._failures = 0
        return answer

    def _silent(self, kind: NoteKind, detail: str) -> NoAnswerError:
        self._failures += 1
        if self._failures >= _GIVE_UP_AFTER:
            self._resting_until = time.monotonic() + _REST_S
        return NoAnswerError(kind, detail)

    def _answered(self, question: Question) -> str:
        schema = self._schemas_refused < _NO_SCHEMA_AFTER
        status, body = self._post(question, schema=schema)
        if schema and status in _NO_SCHEMA:
            status, body = self._post(question, schema=False)
            if status == httpx.codes.OK:
                self._schemas_refused += 1
        elif schema and status == httpx.codes.OK:
            self._schemas_refused = 0
        if status != httpx.codes.OK:
            refused = status in _NO_SCHEMA
            raise NoAnswerError("second_judge_failed", f"HTTP {status}", whole_call=refused)
        return _content(body)

    def _post(self, question: Question, *, schema: bool) -> tuple[int, bytes]:
        """Status and body of the reply, the whole of it within the time there is."""
        until = time.monotonic() + self.timeout_s
        body = b""
        request = self._request(question, schema=schema)
        with self._http().stream("POST", f"{self.url}/chat/completions", json=request) as reply:
            for piece in reply.iter_bytes():
                body += piece
                if len(body) > _MOST_BYTES:
                    raise NoAnswerError("second_judge_failed", f"more than {_MOST_BYTES} bytes")
                if time.monotonic() > until:
                    raise httpx.ReadTimeout("the reply takes too long")
            return reply.status_code, body

    def _request(self, question: Question, *, schema: bool) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "model": self.model,
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
            "messages": [
                {"role": "system", "content": question.system},
                {"role": "user", "content": question.user},
            ],
        }
        if schema:
            named = {"name": "answer", "schema": ANSWER_SCHEMA}
            asked["response_format"] = {"type": "json_schema", "json_schema": named}
        return asked

    def _http(self) -> httpx.Client:
        """The client: no proxy and no redirect, whatever the environment says.

        The words of a call go to the address that was set and nowhere else. Of the environment
        only what TLS itself reads counts: which authorities are trusted (SSL_CERT_FILE,
        SSL_CERT_DIR), and SSLKEYLOGFILE, with which whoever runs this can read along.
        """
        if self._client is None:
            key = None if self.key is None else self.key.get_secret_value()
            self._client = httpx.Client(
                timeout=self.timeout_s,
                trust_env=False,
                follow_redirects=False,
                verify=ssl.create_default_context() if self.url.startswith("https") else False,
                headers={
                    "Accept-Encoding": "identity",
                    **({"Authorization": f"Bearer {key}"} if key else {}),
                },
            )
        return self._client


def _content(body: bytes) -> str:
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, LookupError, TypeError) as error:
        raise NoAnswerError("second_judge_failed", "no chat completion") from error
    if not isinstance(content, str):
        raise NoAnswerError("second_judge_failed", "no chat completion")
    return content
