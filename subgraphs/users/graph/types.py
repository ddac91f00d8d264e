"""The object types: `User` and `Organisation` are entities, resolved from their ids in one batch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import strawberry

from subgraphs.kit.callers import require_caller, require_scopes
from subgraphs.kit.entities import Representation, resolve_each
from subgraphs.kit.errors import ClientError
from subgraphs.kit.pages import Connection
from subgraphs.users.graph.context import UsersContext, UsersInfo
from subgraphs.users.graph.pages import user_connection
from subgraphs.users.records import OrganisationRecord, ProfileRecord, Role, UserRecord

EMAIL_SCOPE = "users:email"

strawberry.enum(Role, description="What somebody may do.")


@strawberry.type(description="What a user tells about themselves.")
class Profile:
    display_name: str = strawberry.field(description="How they want to be called; at most 80 characters.")
    bio: str | None = strawberry.field(description="At most 500 characters.")
    avatar_url: str | None = strawberry.field(description="Address of a picture.")
    locale: str = strawberry.field(description="Preferred language, a BCP 47 tag such as `en-GB`.")

    @classmethod
    def of(cls, record: ProfileRecord) -> Profile:
        return cls(display_name=record.display_name, bio=record.bio, avatar_url=record.avatar_url, locale=record.locale)


@strawberry.federation.type(keys=["id"], description="A person with an account.")
class User:
    id: strawberry.ID
    name: str
    roles: list[Role] = strawberry.field(description="In no particular order; never empty.")
    profile: Profile
    created_at: datetime
    record: strawberry.Private[UserRecord]

    @strawberry.federation.field(
        requires_scopes=[[EMAIL_SCOPE]],
        description="Needs the scope `users:email`; this service also tells it to the user themselves.",
    )
    def email(self, info: UsersInfo) -> str | None:
        caller = require_caller(info.context.principal)
        if caller.subject != self.record.id:
            require_scopes(caller, EMAIL_SCOPE)
        return self.record.email

    @strawberry.field(description="Where they belong, if anywhere.")
    async def organisation(self, info: UsersInfo) -> Organisation | None:
        if self.record.organisation is None:
            return None
        return await Organisation.load(info.context, self.record.organisation)

    @classmethod
    def of(cls, record: UserRecord) -> User:
        return cls(
            id=strawberry.ID(record.id),
            name=record.name,
            roles=list(record.roles),
            profile=Profile.of(record.profile),
            created_at=record.created_at,
            record=record,
        )

    @classmethod
    async def load(cls, context: UsersContext, user_id: str) -> User | None:
        """The user of this id, looked up together with others; None when there is none."""
        record = await context.users.load(user_id)
        return None if record is None else cls.of(record)

    @classmethod
    async def resolve_references(
        cls, context: UsersContext, representations: Sequence[Representation]
    ) -> Sequence[User | ClientError | None]:
        return await resolve_each(representations, context.users.load, cls.of)


@strawberry.federation.type(keys=["id"], description="A group of users.")
class Organisation:
    id: strawberry.ID
    name: str

    @strawberry.field(description="Its users in the order of their creation, at most 100 a page.")
    async def members(self, info: UsersInfo, first: int = 20, after: str | None = None) -> Connection[User]:
        return await user_connection(info.context.store, first, after, User.of, organisation=str(self.id))

    @classmethod
    def of(cls, record: OrganisationRecord) -> Organisation:
        return cls(id=strawberry.ID(record.id), name=record.name)

    @classmethod
    async def load(cls, context: UsersContext, organisation_id: str) -> Organisation | None:
        """The organisation of this id, looked up together with others; None when there is none."""
        record = await context.organisations.load(organisation_id)
        return None if record is None else cls.of(record)

    @classmethod
    async def resolve_references(
        cls, context: UsersContext, representations: Sequence[Representation]
    ) -> Sequence[Organisation | ClientError | None]:
        return await resolve_each(representations, context.organisations.load, cls.of)
