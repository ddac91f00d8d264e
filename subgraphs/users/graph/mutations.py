"""The mutation fields: problems a person can mend are results, not errors."""

from __future__ import annotations

from typing import Annotated

import strawberry

from subgraphs.kit.callers import require_caller
from subgraphs.kit.errors import Forbidden
from subgraphs.users.graph.context import UsersInfo
from subgraphs.users.graph.types import User
from subgraphs.users.profiles import Problem, ProblemCode, change_profile

strawberry.enum(ProblemCode, name="ProfileProblemCode", description="What is wrong with a field of a profile.")

_FIELDS = {"display_name": "displayName", "bio": "bio", "avatar_url": "avatarUrl", "locale": "locale"}


@strawberry.input(description="What to change: a field that is left out stays as it is.")
class UpdateProfileInput:
    display_name: str | None = strawberry.field(default=strawberry.UNSET, description="At most 80 characters.")
    bio: str | None = strawberry.field(default=strawberry.UNSET, description="At most 500 characters; null clears it.")
    avatar_url: str | None = strawberry.field(
        default=strawberry.UNSET, description="An http or https URL; null clears it."
    )
    locale: str | None = strawberry.field(default=strawberry.UNSET, description="A BCP 47 tag such as `en-GB`.")

    def changes(self) -> dict[str, str | None]:
        """The fields that are there, by their names in ProfileRecord."""
        values = {name: getattr(self, name) for name in _FIELDS}
        return {name: value for name, value in values.items() if value is not strawberry.UNSET}


@strawberry.type(description="The profile is saved.")
class ProfileUpdated:
    user: User


@strawberry.type(description="One field that cannot be saved.")
class FieldProblem:
    field: str = strawberry.field(description="Name of the field of `UpdateProfileInput`.")
    code: ProblemCode
    message: str

    @classmethod
    def of(cls, problem: Problem) -> FieldProblem:
        return cls(field=_FIELDS[problem.field], code=problem.code, message=problem.message)


@strawberry.type(description="Nothing is saved.")
class InvalidProfile:
    problems: list[FieldProblem] = strawberry.field(description="All that is wrong, a field at most once.")


UpdateProfileResult = Annotated[
    ProfileUpdated | InvalidProfile,
    strawberry.union("UpdateProfileResult", description="What became of a change of the profile."),
]


@strawberry.type
class Mutation:
    @strawberry.federation.field(authenticated=True, description="Change the caller's own profile.")
    async def update_profile(self, info: UsersInfo, input: UpdateProfileInput) -> UpdateProfileResult:
        context = info.context
        caller = require_caller(context.principal)
        user = await context.users.load(caller.subject)
        if user is None:
            raise Forbidden("the access token does not stand for a user")
        profile, problems = change_profile(user.profile, input.changes())
        if problems:
            return InvalidProfile(problems=[FieldProblem.of(problem) for problem in problems])
        saved = await context.store.save_profile(user.id, profile)
        if saved is None:
            raise Forbidden("the access token does not stand for a user")
        context.users.clear(user.id)
        return ProfileUpdated(user=User.of(saved))
