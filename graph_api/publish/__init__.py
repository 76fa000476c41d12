"""The rules of linked data over HTTP, without HTTP: aliases of addresses, links between documents, dates of states."""
