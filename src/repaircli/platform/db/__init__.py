"""The only room that knows sqlmodel and sqlalchemy."""
