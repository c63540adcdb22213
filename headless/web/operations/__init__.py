"""Operations from what is sent: read, and found by the id of their document."""
