"""What keeps secrets secret and foreign text harmless: keys and signatures, web addresses, HTML."""
