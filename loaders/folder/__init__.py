"""The release folder: releases by their manifests, graphs by their hashes, and the pointer to the current one."""
