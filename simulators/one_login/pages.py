"""The page that shows who signed in where, and the frame's style."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template

from simulators.one_login.people import Person
from simulators.one_login.register import Register


@dataclass(frozen=True)
class Pages:
    """One Login's own pages."""

    register: Register
    people: Mapping[str, Person]

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
        return pages

    def home(self) -> str:
        """Show who signed in where."""
        return render_template(
            "sessions.html", sessions=self.register.sessions(), people=self.people
        )
