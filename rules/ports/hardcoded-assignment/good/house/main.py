def main(port=4010):
    pass
