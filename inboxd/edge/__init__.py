"""TOUCHES the world: one library a folder, our values in and out."""
