"""What partners' programs may ask for in JSON: forms that people find filled in."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import translation

from moothall.connectors.partners.asking import body_of, partner_of
from moothall.connectors.partners.refusals import Refused, Wrong, at
from moothall.councils.requests import CouncilRequest
from moothall.eforms.actions import offer_prefill
from moothall.eforms.errors import AnswersRefused, FormClosed
from moothall.eforms.prefilling import openapi, shape_of, to_be_given
from moothall.eforms.queries import definition_of, form_of
from moothall.kernel import clock
from moothall.kernel.access import token
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound, NotPermitted

View = Callable[..., HttpResponse]

#: How long answers wait for the person where the program does not say.
USUAL_MINUTES = 60


def partner(method: str) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Let a partner's program call the view by this method, and have refusals it can read."""

    def decorate(view: View) -> Callable[..., HttpResponseBase]:
        @token
        @wraps(view)
        def answered(request: CouncilRequest, **parts: Any) -> HttpResponse:
            now = clock.now()
            try:
                if request.method != method:
                    raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, f"This address answers {method}.")
                actor = partner_of(request, request.council, now=now)
                return view(request, actor=actor, now=now, **parts)
            except Refused as refused:
                response = refused.answer()
            except NotPermitted:
                response = Refused(
                    HTTPStatus.FORBIDDEN, "This key may not fill in forms; ask the council."
                ).answer()
            except NotFound:
                response = Refused(HTTPStatus.NOT_FOUND, "This council has no such form.").answer()
            if request.method != method:
                response["Allow"] = method
            return response

        return answered

    return decorate


@token
def description(request: CouncilRequest) -> HttpResponse:
    """Describe the interface (OpenAPI 3.1); anyone may read it."""
    return JsonResponse(openapi(), json_dumps_params={"ensure_ascii": False})


@partner("GET")
def fillable(request: CouncilRequest, *, form: str, actor: Actor, **_more: Any) -> HttpResponse:
    """List the questions of a form that partners may answer, with the shapes of the answers."""
    definition = definition_of(form_of(request.council.id, form).version_id)
    return JsonResponse(
        {
            "form": form,
            "title": definition.title.within("en"),
            "questions": [
                {
                    "key": question.key,
                    "name": question.name,
                    "type": question.type,
                    "label": question.label.within("en"),
                    "schema": shape_of(question),
                }
                for question in to_be_given(definition)
            ],
        },
        headers={"Cache-Control": "no-store"},
    )


@partner("POST")
def prefills(request: CouncilRequest, *, form: str, actor: Actor, now: Any) -> HttpResponse:
    """Keep the answers for one person, and say where to send them."""
    body = body_of(request, openapi()["components"]["schemas"]["prefill"])
    try:
        offered = offer_prefill(
            actor=actor,
            council_id=request.council.id,
            form=form,
            answers=body["answers"],
            keep_for=timedelta(minutes=body.get("minutes", USUAL_MINUTES)),
            now=now,
        )
    except FormClosed as error:
        raise Refused(HTTPStatus.CONFLICT, "The form is not open.") from error
    except AnswersRefused as error:
        wrong = [Wrong(at("answers", one.name), one.reason) for one in error.refused]
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY, "The form does not take these answers.", wrong
        ) from error
    language = body.get("language", "en")
    if language not in request.council.languages:
        language = request.council.languages[0]
    with translation.override(language):
        path = reverse("public:form-start", kwargs={"form": form})
    return JsonResponse(
        {
            "url": f"{request.council.url}{path}?{urlencode({'prefill': offered.token})}",
            "expires_at": offered.expires_at.isoformat(),
            "questions": list(offered.filled),
        },
        status=HTTPStatus.CREATED,
        headers={"Cache-Control": "no-store"},
    )
