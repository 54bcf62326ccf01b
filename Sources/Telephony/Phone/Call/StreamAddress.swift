import MediaServer

/// An address of the media server; SDP has a type of the same name for what descriptions say.
typealias StreamAddress = MediaAddress
