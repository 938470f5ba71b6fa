"""The dialect of Synconics, and its token endpoints of OAuth 1.0a."""
