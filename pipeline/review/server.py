"""The review page over HTTP, for those who have its token, on this machine or the local network.

Everything lies below the token; a request from another site's page is refused, and nothing is fetched from
elsewhere. Names of persons are shown, as in the delivery for authorised officers.
"""

from __future__ import annotations

import hmac
import socket
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline import values
from pipeline.delivery.delivered_files import REPORT_ALONE
from pipeline.errors import DigitizerError, ScanError
from pipeline.review.answer import Answer, Drawn, GroupAnswer, Pointed
from pipeline.review.asked import Picture, Question
from pipeline.review.desk import Desk, GoneError
from pipeline.review.groups import crop_of, group_of
from pipeline.review.land_answers import NoSuchLineError, parts_m2
from pipeline.review.page_texts import both, texts
from pipeline.review.pictures import Pages
from pipeline.review.placing import NoSuchPlaceError, place
from pipeline.review.pointed import closer
from pipeline.review.typed import NoSuchValueError, read_value

STATIC = Path(__file__).with_name("static")
# What the report says of itself, too: it has its styles and pictures within.
_REPORT_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
_CLOSEST = 50.0  # a sheet of A0 to a few centimetres
_MOST_BYTES = 100_000  # of an answer


Sent = TypeVar("Sent", Answer, GroupAnswer, Drawn, Pointed)
_SEAL = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


class _Page:
    def __init__(self, desk: Desk, token: str, title: str, report: Path | None) -> None:
        self._desk, self._token, self._title, self._report = desk, token, title, report
        self._pages = Pages(desk.raw)

    # --- routes -------------------------------------------------------------------------------------

    async def index(self, request: Request) -> Response:
        return FileResponse(STATIC / "index.html")

    async def start(self, request: Request) -> Response:
        codes = sorted(values.land_use_codes())
        return JSONResponse({"title": self._title, "texts": texts(), "codes": codes})

    async def report(self, request: Request) -> Response:
        """The delivered report, whose parcels lead to their questions here."""
        try:
            page = self._report.read_text(encoding="utf-8") if self._report else ""
        except OSError:
            page = ""
        if not page:
            return Response(status_code=404)
        headers = {"Content-Security-Policy": _REPORT_POLICY, "Cache-Control": "private, no-cache"}
        return HTMLResponse(page.replace(f'<body class="{REPORT_ALONE}">', "<body>", 1), headers=headers)

    async def ask(self, request: Request) -> Response:
        given = request.query_params
        who, wanted, skipped = given.get("who", ""), given.get("wanted", ""), given.getlist("skipped")
        return JSONResponse(await run_in_threadpool(self._next, who, skipped, wanted))

    async def answer(self, request: Request) -> Response:
        return await self._take(Answer, self._desk.answer, request)

    async def _take(self, kind: type[Sent], write: Callable[[Sent], object], request: Request) -> Response:
        await run_in_threadpool(write, await _sent(kind, request))
        return JSONResponse({"written": True})

    async def group(self, request: Request) -> Response:
        """The questions that can be answered together with one."""
        given = request.query_params
        found = await run_in_threadpool(self._desk.group, given.get("who", ""), given.get("question", ""))
        return JSONResponse({"questions": [{**_told(each), "crop": crop_of(each)} for each in found]})

    async def answers(self, request: Request) -> Response:
        return await self._take(GroupAnswer, lambda given: self._desk.answer_all(given.answers), request)

    async def check(self, request: Request) -> Response:
        """Whether a typed value can be, and how it is read, while it is typed."""
        given = request.query_params
        field, value = given.get("field", ""), read_value(given.get("field", ""), given.get("typed", ""))
        question = self._desk.question(given.get("question", ""))
        taken = field == "number" and question.has_other(value)
        return JSONResponse({"value": value, "note": both("number_taken") if taken else None})

    async def place(self, request: Request) -> Response:
        """How a sheet lies by the points that were clicked so far."""
        given = await _sent(Pointed, request)
        question = self._desk.question(given.question)
        if question.placing is None:
            raise GoneError(question.id)
        placed = await run_in_threadpool(place, question.placing, question.pictures[0], given.points)
        return JSONResponse(asdict(placed))

    async def parts(self, request: Request) -> Response:
        """The areas into which the line that was drawn so far cuts land."""
        given = await _sent(Drawn, request)
        question = self._desk.question(given.question)
        areas = await run_in_threadpool(parts_m2, question, given.line)
        return JSONResponse({"areas_m2": areas})

    async def undo(self, request: Request) -> Response:
        who = request.query_params.get("who", "")
        return JSONResponse({"question": await run_in_threadpool(self._desk.undo, who)})

    async def picture(self, request: Request) -> Response:
        given = request.query_params
        outlined = given.get("plain") != "1"
        try:
            question = self._desk.question(given.get("question", ""))
            which = question.pictures[request.path_params["place"]]
            if "closer" in given:
                middle = float(given.get("across", "")), float(given.get("down", ""))
                which = closer(which, middle, min(max(float(given["closer"]), 1.0), _CLOSEST))
            content = await run_in_threadpool(self._pages.piece, which, outlined)
        except (GoneError, IndexError, ValueError):
            return Response(status_code=404)
        except ScanError as error:
            return JSONResponse({"told": [error.vietnamese, error.english]}, 404)
        return Response(content, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=600"})

    # --- what is told of questions ------------------------------------------------------------------

    def _next(self, who: str, skipped: Sequence[str], wanted: str) -> dict[str, object]:
        desk = self._desk
        shown, left = desk.ask(who, skipped, wanted=wanted), desk.left()
        return {
            "questions": [_told(question) for question in shown],
            "alike": len(group_of(shown[0], left)) if shown else 0,
            "left": len(left),
            "people": desk.counts_by_person(),
            "failed": desk.failed,
        }


def _told(question: Question) -> dict[str, object]:
    return {
        "id": question.id,
        **{name: getattr(question, name) for name in ("about", "unit", "sheet", "number", "drawn_m2")},
        "fields": [{**asdict(field), "doubtful": field.doubtful} for field in question.fields],
        "reasons": question.reasons,
        "pictures": [_shape(picture) for picture in question.pictures],
        "codesDiffer": _codes_differ(question),
        "isObject": question.is_object,
        "canPlace": question.placing is not None,
        "scale": question.placing.scale if question.placing is not None else None,
        "hasLand": question.ground is not None and question.ground.site is not None,
    }


def _codes_differ(question: Question) -> bool:
    """Whether sheet and register state two land uses, of which either may hold."""
    codes = {each.value for each in question.fields if each.name in ("code", "register_code")}
    return len(codes - {None}) > 1


def _shape(picture: Picture) -> dict[str, object]:
    return {"kind": picture.kind, "page": picture.page}


async def _body(request: Request) -> bytes:
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > _MOST_BYTES:
            return b""
    return content


async def _sent(kind: type[Sent], request: Request) -> Sent:
    """What a page sent. Raises _FaultyError."""
    try:
        return kind.model_validate_json(await _body(request))
    except ValidationError:
        raise _FaultyError from None


class _FaultyError(Exception):
    """What was sent is nothing that a page of ours sends."""


def _refused(status: int, code: str, field: str = "") -> JSONResponse:
    return JSONResponse({"told": both(code), "field": field}, status)


# What each error of a route is told as.
_REFUSALS: Mapping[Any, Callable[[Request, Any], Response]] = {
    _FaultyError: lambda _, error: _refused(400, "answer_faulty"),
    GoneError: lambda _, error: _refused(409, "question_gone"),
    NoSuchValueError: lambda _, error: _refused(422, error.reason, error.field),
    NoSuchPlaceError: lambda _, error: _refused(422, "place_not_possible"),
    NoSuchLineError: lambda _, error: _refused(422, error.args[0]),
    DigitizerError: lambda _, error: JSONResponse({"told": [error.vietnamese, error.english]}, 507),
}


# --- the application ------------------------------------------------------------------------------------


class _Guard:
    """Refuses what lacks the token or comes from another site's page; says what a browser may do."""

    def __init__(self, app: Any, token: str) -> None:
        self._app, self._token = app, token

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not self._may_pass(Request(scope)):
            await Response(status_code=403)(scope, receive, send)
            return

        async def sealed(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                message["headers"] += [each for each in _SEAL if each[0] not in own]
            await send(message)

        await self._app(scope, receive, sealed)

    def _may_pass(self, request: Request) -> bool:
        first = request.url.path.split("/")[1]
        origin = request.headers.get("origin")
        ours = origin is None or origin == f"{request.url.scheme}://{request.headers.get('host', '')}"
        return ours and hmac.compare_digest(first.encode(), self._token.encode())


def application(
    desk: Desk, token: str, title: str, hosts: Sequence[str], *, report: Path | None = None
) -> Starlette:
    """The page of a desk below ``/<token>/``, answering only under the names ``hosts``.

    ``report``: the delivered report, shown beside it.
    """
    page = _Page(desk, token, title, report)
    routes = [
        Route("/", page.index),
        Route("/start", page.start),
        Route("/report", page.report),
        Route("/next", page.ask),
        Route("/check", page.check),
        Route("/group", page.group),
        Route("/answers", page.answers, methods=["POST"]),
        Route("/answer", page.answer, methods=["POST"]),
        Route("/place", page.place, methods=["POST"]),
        Route("/parts", page.parts, methods=["POST"]),
        Route("/undo", page.undo, methods=["POST"]),
        Route("/picture/{place:int}", page.picture),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    guards = [Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)), Middleware(_Guard, token=token)]
    inner = [Mount(f"/{token}", routes=routes)]
    return Starlette(routes=inner, middleware=guards, exception_handlers=_REFUSALS)


def serve(app: Starlette, host: str, port: int, ready: Callable[[int], None]) -> None:
    """Serve until the process is told to stop; ``ready`` hears the port as soon as it is open."""
    opened = socket.create_server((host, port))  # who comes before all is ready waits
    ready(opened.getsockname()[1])
    serve_on(app, opened)


def serve_on(app: Starlette, opened: socket.socket) -> None:
    """Serve on a socket that listens, until the process is told to stop."""
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[opened])
