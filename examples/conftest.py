"""The plugin is found by itself where swfstore is installed; here it need not be."""

pytest_plugins = ["swfstore.testing.plugin"]
