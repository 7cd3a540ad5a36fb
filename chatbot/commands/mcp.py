"""`chatbot mcp`."""

from __future__ import annotations

import click

from chatbot.commands.configuration import Configuration, configured
from chatbot.commands.opening import open_live, without_suggestions


@click.command()
@click.option("--http", is_flag=True, help="Serve streamable HTTP at /mcp, in place of stdin and stdout.")
@click.option("--host", help="With --http, the address to listen on, in place of server.host.")
@click.option("--port", "mcp_port", type=int, help="With --http, the port to listen on, in place of server.mcp_port.")
@configured
def mcp(configuration: Configuration, http: bool, host: str | None, mcp_port: int | None) -> None:
    """Let an assistant search, read and ask the documents: a server of the Model Context Protocol."""
    if not http and (host is not None or mcp_port is not None):
        raise click.UsageError("--host and --port need --http.")
    from chatbot.clients.mcp_server import mcp_server  # the mcp package, an extra
    from chatbot.clients.source_link import own_address

    live = open_live(without_suggestions(configuration))
    server = mcp_server(live, configuration.server.public_url or own_address(configuration.server))
    live.watch()
    if http:
        from chatbot.clients.mcp_http import serve_mcp

        announce = "Serving the Model Context Protocol on {} (Ctrl+C to stop)".format
        serve_mcp(server, configuration.server, lambda address: click.echo(announce(address), err=True))
    else:
        server.run("stdio")
