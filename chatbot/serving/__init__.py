"""The server's processes: their connections, their generations and the file that names them."""
