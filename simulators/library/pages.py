"""The pages of the library websites."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask import url_for as address_of
from werkzeug.wrappers import Response as AnyResponse

from simulators.library.register import Register, new_browser
from simulators.library.sign_in_host import RefusedError, SignInHost
from simulators.library.sites import Site, Sites

COOKIE = "library"
BAD_GATEWAY = 502


@dataclass(frozen=True)
class Pages:
    """All that visitors see, and the one address that the sign-in host calls."""

    sites: Sites
    register: Register

    def blueprint(self) -> Blueprint:
        """Lay out the addresses."""
        pages = Blueprint(
            "pages",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static",
        )
        pages.add_url_rule("/", view_func=self.home)
        pages.add_url_rule("/<key>/", view_func=self.site)
        pages.add_url_rule("/<key>/sign-in", view_func=self.sign_in, methods=["POST"])
        pages.add_url_rule("/<key>/back", view_func=self.back)
        pages.add_url_rule("/<key>/sign-out", view_func=self.sign_out, methods=["POST"])
        pages.add_url_rule("/<key>/logout", view_func=self.logout, methods=["POST"])
        pages.register_error_handler(RefusedError, _show_refusal)
        return pages

    def home(self) -> str:
        """List the library websites."""
        return render_template("libraries.html", sites=self.sites.all().values())

    def site(self, key: str) -> str:
        """Show one website, and to whoever is signed in what it was told of them."""
        site = self._found(key)
        visit = self.register.visit(key, _browser())
        return render_template(
            "library.html", site=site, visit=visit, is_out="signed-out" in request.args
        )

    def sign_in(self, key: str) -> AnyResponse:
        """Send the browser to the sign-in host."""
        site, browser = self._found(key), _browser() or new_browser()
        begun = SignInHost(site).begin(_full("pages.back", key))
        self.register.begin(key, browser, begun)
        return _knowing(redirect(begun.address, 303), key, browser)

    def back(self, key: str) -> AnyResponse:
        """Take somebody in who comes back from the sign-in host."""
        site = self._found(key)
        kept = self.register.take(key, _browser(), request.args.get("state", ""))
        if kept is None:
            raise RefusedError("This browser has not begun to sign in, or has done so already.")
        if "error" in request.args:
            page = render_template("not_signed_in.html", site=site, error=request.args["error"])
            return make_response(page)
        nonce, verifier = kept
        told = SignInHost(site).finish(
            code=request.args.get("code", ""),
            issuer=request.args.get("iss", ""),
            back=_full("pages.back", key),
            nonce=nonce,
            verifier=verifier,
        )
        browser = self.register.sign_in(key, told)
        return _knowing(redirect(address_of("pages.site", key=key), 303), key, browser)

    def sign_out(self, key: str) -> AnyResponse:
        """Sign somebody out here, and send them to be signed out everywhere."""
        site, browser = self._found(key), _browser()
        visit = self.register.visit(key, browser)
        self.register.sign_out(key, browser)
        if visit is None or not visit.id_token:
            return redirect(address_of("pages.site", key=key), 303)
        leaving = SignInHost(site).address_to_leave(
            id_token=visit.id_token, back=_full("pages.site", key) + "?signed-out=1"
        )
        return redirect(leaving, 303)

    def logout(self, key: str) -> tuple[Response, int]:
        """Hear from the sign-in host that somebody has signed out elsewhere."""
        site = self._found(key)
        sid = SignInHost(site).session_that_ended(request.form.get("logout_token", ""))
        self.register.end_elsewhere(key, sid)
        answer = Response(status=200)
        answer.headers["Cache-Control"] = "no-store"
        return answer, 200

    def _found(self, key: str) -> Site:
        site = self.sites.all().get(key)
        if site is None:
            abort(404)
        return site


def form_targets(sites: Sites) -> Callable[[Response], Response]:
    """Let the forms of the pages lead to the sign-in host, and to nowhere else."""

    def allowed(response: Response) -> Response:
        issuers = " ".join(sorted({site.issuer for site in sites.all().values()}))
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action 'self' {issuers}"
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    return allowed


def _browser() -> str:
    return request.cookies.get(COOKIE, "")


def _knowing(answer: AnyResponse, key: str, browser: str) -> AnyResponse:
    """Let a browser be known again, on this site alone."""
    path = address_of("pages.site", key=key)
    answer.set_cookie(COOKIE, browser, path=path, httponly=True, samesite="Lax")
    return answer


def _full(name: str, key: str) -> str:
    return address_of(name, key=key, _external=True)


def _show_refusal(refusal: Exception) -> tuple[str, int]:
    status = 400 if request.method == "POST" and "logout" in request.path else BAD_GATEWAY
    return render_template("refused.html", reason=str(refusal)), status
