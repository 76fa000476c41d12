"""Tools for assistants, by the Model Context Protocol (MCP): what they may ask, and how it is answered."""
