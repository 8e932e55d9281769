"""Who may come in: owners and staff by password, programs by token."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from booking_bot.models.base import stored_as_value


class Role(StrEnum):
    OWNER = "owner"
    STAFF = "staff"


class User(SQLModel, table=True):
    __tablename__ = "account"  # "user" is a reserved word of PostgreSQL

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)  # lower case
    phone: str | None = None
    password_hash: str
    role: Role = Field(default=Role.OWNER, sa_type=stored_as_value(Role))
    session_epoch: int = 0  # raised to end every session of theirs
    name: str | None = None
    staff_id: int | None = Field(default=None, foreign_key="resource.id")  # whose day is theirs
    active: bool = True
    totp_secret: str | None = None  # encrypted; set once the second factor was proven
    totp_step: int | None = None  # the newest time step whose code was used: none counts twice
    created_at: datetime


class InvitationPurpose(StrEnum):
    FIRST_OWNER = "first_owner"
    ACCOUNT = "account"
    PASSWORD = "password"  # noqa: S105 - a new one for an account that is there


class Invitation(SQLModel, table=True):
    """A link that works once: to make an account, or to choose a new password."""

    id: int | None = Field(default=None, primary_key=True)
    purpose: InvitationPurpose = Field(sa_type=stored_as_value(InvitationPurpose))
    token_hash: str = Field(unique=True)  # SHA-256, hex; the token itself stands in the link alone
    account_id: int | None = Field(default=None, foreign_key="account.id")
    email: str | None = None
    role: Role = Field(default=Role.OWNER, sa_type=stored_as_value(Role))
    staff_id: int | None = Field(default=None, foreign_key="resource.id")
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class RecoveryCode(SQLModel, table=True):
    """One of those that stand in for the second factor where the telephone is lost; gone once it is used."""

    __tablename__ = "recovery_code"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    code_hash: str = Field(unique=True)  # SHA-256, hex, of the account's id and the code


class LoginFailure(SQLModel, table=True):
    """A refused sign-in, counted by account and by address; in the database, since processes are many."""

    __tablename__ = "login_failure"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(index=True)
    address: str = Field(index=True)
    at: datetime


class ApiToken(SQLModel, table=True):
    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    token_hash: str = Field(unique=True)  # SHA-256, hex; the token itself is shown once and kept nowhere
    scopes: list[str] = Field(default_factory=lambda: ["read", "write"], sa_type=sa.JSON)
    created_at: datetime
    revoked_at: datetime | None = None


class IdempotentAnswer(SQLModel, table=True):
    """The answer that an Idempotency-Key got, so that the same request gets it again."""

    __tablename__ = "idempotent_answer"
    __table_args__ = (sa.UniqueConstraint("token_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    token_id: int = Field(foreign_key="api_token.id")
    key: str
    request_hash: str
    status: int
    body: dict[str, Any] = Field(sa_type=sa.JSON)
    created_at: datetime


class Audit(SQLModel, table=True):
    """Who did what: `actor` is "bot", "owner:3", "api:2", "customer:17"."""

    __table_args__ = (sa.Index("ix_audit_object", "object_kind", "object_id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor: str
    verb: str
    object_kind: str
    object_id: int
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
