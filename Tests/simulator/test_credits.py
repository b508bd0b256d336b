"""The credit balance: set, in every form, and with the faults of requests for it, which no other request
meets."""

import http.client
import unittest

from harness import Simulator, SimulatorTestCase

SHAPES = {
    "usage": {"total": 100000, "subscription": 80000, "permanent": 20000},
    "credits": {"credits": 100000, "plan": "pro"},
    "text": {"balance": "100000"},
    "nested": {"success": True, "data": {"workspace": {"availableCredits": 100000}}},
    "decimals": {"balance": 100000.25},
    "used": {"credits": 100000, "used": 7},
    "two": {"cycle": {"balance": 100000}, "packs": {"balance": 100001}},
    "none": {"plan": "pro"},
    "list": [{"balance": 100000}],
}


class Credits(SimulatorTestCase):
    def ask(self, fault=None):
        return self.simulator.ask("GET", "credits", headers={"X-Simulate": fault} if fault else {})

    def test_shapes(self):
        for shape, expected in SHAPES.items():
            with self.subTest(shape=shape):
                self.assertEqual(self.ask(f"credits-shape={shape}").json, expected)
        page = self.ask("credits-shape=page")
        self.assertEqual((page.status, page.headers["Content-Type"]), (200, "text/html"))

    def test_faults(self):
        self.assertEqual(self.ask("credits-status=503").status, 503)
        for fault in ("credits-close", "credits-reset"):
            with self.assertRaises((http.client.RemoteDisconnected, ConnectionResetError)):
                self.ask(fault)
        with self.assertRaises(http.client.IncompleteRead):
            self.ask("credits-cut")
        self.assertEqual(self.ask("credits-slow=1").status, 200)
        self.assertEqual([self.ask("credits-status=503*2").status for _ in range(3)], [503, 503, 200])

    def test_only_the_credits_meet_them(self):
        with Simulator("--fault", "credits-status=503*1") as simulator:
            self.assertEqual(simulator.create().status, 200)
            self.assertEqual([simulator.ask("GET", "credits").status for _ in range(2)], [503, 200])
        self.assertEqual(self.simulator.create(simulate="credits-status=503").status, 200)
        self.assertEqual(self.ask("failed").status, 200)

    def test_the_path_carries_them(self):
        place = "/simulate/credits-shape=none,status=402/api/v1"
        self.assertEqual(self.simulator.ask("GET", f"{place}/credits").json, {"plan": "pro"})
        self.assertEqual(self.simulator.ask("POST", f"{place}/generation/google/nano-banana-pro").status, 402)

    def test_the_balance_is_set(self):
        self.simulator.ask("POST", "/simulator/credits/12")
        self.assertEqual(self.ask().json["total"], 12)
        self.assertEqual(self.simulator.create().status, 200)
        self.assertEqual(self.simulator.create().status, 402)
        self.assertEqual(self.ask().json["total"], 2)
        for bad in ("-1", "many", ""):
            self.assertEqual(self.simulator.ask("POST", f"/simulator/credits/{bad}").status, 404)


if __name__ == "__main__":
    unittest.main()
