"""From one post to the words of one platform: sentences, pins, counting, choosing, laying out."""
