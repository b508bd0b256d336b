import SVJSON

public enum StatusClass { case running, succeeded, failed, canceled, unknown }
