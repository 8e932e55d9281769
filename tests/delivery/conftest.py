from tests.delivery.engines import house

__all__ = ["house"]
