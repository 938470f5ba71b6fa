"""What tests share: clients, servers, browsers, users."""
