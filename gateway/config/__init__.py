"""The one typed model of all settings, and how it is loaded and explained."""

from gateway.config.errors import SettingsError
from gateway.config.loading import load_settings
from gateway.config.model import Settings

__all__ = ["Settings", "SettingsError", "load_settings"]
