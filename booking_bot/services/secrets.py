"""What is kept encrypted, with a key made of SECRET_KEY, which the database does not hold.

Each use has a key of its own, so that a row that is copied to another place opens nowhere.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Unreadable(Exception):
    """It was sealed with another SECRET_KEY, or for another use."""


def seal(secret_key: str, use: str, text: str) -> str:
    """`text` as only `unseal` reads it; `use` is "totp:3", "setting:TWILIO_AUTH_TOKEN"."""
    return _box(secret_key, use).encrypt(text.encode()).decode()


def unseal(secret_key: str, use: str, sealed: str) -> str:
    """Raises Unreadable."""
    try:
        return _box(secret_key, use).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable(use) from None


def _box(secret_key: str, use: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"booking_bot:{use}".encode())
    return Fernet(urlsafe_b64encode(key.derive(secret_key.encode())))
