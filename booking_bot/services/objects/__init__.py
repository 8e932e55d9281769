"""The objects of the API, as its answers show them and as other programs are told of them.

Each is a pydantic model, from which the description of the API is made too, so that it cannot promise what
is not answered.
"""
