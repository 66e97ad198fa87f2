"""gateway.service: what systemd keeps the gateway from."""

from tests.fakes.processes import ROOT

CLOSED = {
    "AmbientCapabilities=",
    "CapabilityBoundingSet=",
    "DynamicUser=yes",
    "LimitCORE=0",
    "LockPersonality=yes",
    "MemoryDenyWriteExecute=yes",
    "NoNewPrivileges=yes",
    "PrivateDevices=yes",
    "PrivateTmp=yes",
    "PrivateUsers=yes",
    "ProtectHome=yes",
    "ProtectKernelTunables=yes",
    "ProtectProc=invisible",
    "ProtectSystem=strict",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces=yes",
    "RestrictSUIDSGID=yes",
    "StateDirectory=gateway",
    "StateDirectoryMode=0700",
    "SystemCallFilter=@system-service",
    "SystemCallFilter=~@privileged @resources",
    "UMask=0077",
}


def test_the_service_can_write_its_state_and_nothing_else() -> None:
    """The unit shuts what `systemd-analyze security` asks about but the network, and opens no path."""
    lines = (ROOT / "deploy" / "gateway.service").read_text("utf-8").splitlines()
    assert set(lines) >= CLOSED
    assert not [
        line for line in lines if line.startswith(("ReadWritePaths", "BindPaths", "RuntimeDirectory"))
    ]


def test_a_wrong_setting_is_not_tried_again() -> None:
    """Exit code 2, a wrong setting, does not start the service again; every other failure does."""
    lines = (ROOT / "deploy" / "gateway.service").read_text("utf-8").splitlines()
    assert {"Restart=on-failure", "RestartPreventExitStatus=2"} <= set(lines)
