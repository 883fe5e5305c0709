#include "app/control_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/clock.hpp"

namespace showd {
namespace {

using Json = nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

class ControlApi : public testing::Test {
 protected:
  ControlApi() {
    auto fleet = std::make_shared<FleetSnapshot>();
    for (const char* name : {"r1", "r2"})
      fleet->devices[name] = std::make_shared<const DeviceState>();
    ControlActions actions;
    actions.fleet = [fleet] { return fleet; };
    actions.poll_now = [this](std::vector<std::string> names) { polled = std::move(names); };
    actions.refused_host_keys = [] {
      return std::map<std::string, HostKey>{{"r1", {"ssh-ed25519", "SHA256:new"}}};
    };
    actions.accept_host_key = [this](const std::string& device,
                                     const std::string& sha256) -> std::optional<HostKey> {
      if (device != "r1" || sha256 != "SHA256:new") return std::nullopt;
      accepted.push_back(device);
      return HostKey{"ssh-ed25519", "SHA256:new"};
    };
    actions.forget_host_key = [this](const std::string& device) { forgotten.push_back(device); };
    add_control_api(routes, std::move(actions));
  }

  Response post(const std::string& path, const std::string& body) {
    Request request;
    request.method = "POST";
    request.path = path;
    request.body = body;
    return routes.serve(request);
  }

  Routes routes;
  std::vector<std::string> polled, accepted, forgotten;
};

TEST_F(ControlApi, PollsWhoWasNamed) {
  const UtcMillis before = system_clock().utc();
  const Response answer = post("/api/v1/poll", R"({"devices": ["r2", "r1"]})");
  EXPECT_EQ(answer.status, 202u);
  EXPECT_EQ(answer.content_type, "application/json");
  EXPECT_THAT(polled, ElementsAre("r2", "r1"));
  const Json body = Json::parse(answer.body);
  EXPECT_EQ(body["devices"], 2);
  EXPECT_GE(body["requested_at_ts"].get<UtcMillis>(), before);
}

TEST_F(ControlApi, NobodyIsPolledWhenOneIsUnknown) {
  const Response answer = post("/api/v1/poll", R"({"devices": ["r1", "x", "y\u0000"]})");
  EXPECT_EQ(answer.status, 404u);
  EXPECT_EQ(Json::parse(answer.body)["devices"], Json({"x", std::string("y\0", 2)}));
  EXPECT_THAT(polled, IsEmpty());
}

TEST_F(ControlApi, BadBodiesAreAnsweredAndDoNothing) {
  for (const char* bad : {"", "{", "null", "[]", "7", "\"r1\"", "{}", R"({"devices": "r1"})",
                          R"({"devices": ["r1", 7]})", R"({"devices": {"r1": 1}})", "\xFF\xFE"})
    EXPECT_EQ(post("/api/v1/poll", bad).status, 400u) << bad;
  for (const char* path : {"/api/v1/hostkeys/accept", "/api/v1/hostkeys/forget"})
    for (const char* bad : {"", "[", "null", "[\"r1\"]", "{}", R"({"device": 1})",
                            R"({"device": ["r1"]})", R"({"devices": "r1"})"})
      EXPECT_EQ(post(path, bad).status, 400u) << path << " " << bad;
  EXPECT_THAT(polled, IsEmpty());
  EXPECT_THAT(accepted, IsEmpty());
  EXPECT_THAT(forgotten, IsEmpty());
}

TEST_F(ControlApi, AcceptsARefusedKey) {
  const Response answer =
      post("/api/v1/hostkeys/accept", R"({"device": "r1", "sha256": "SHA256:new"})");
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(Json::parse(answer.body),
            Json({{"device", "r1"}, {"type", "ssh-ed25519"}, {"sha256", "SHA256:new"}}));
  EXPECT_THAT(accepted, ElementsAre("r1"));
  EXPECT_THAT(polled, ElementsAre("r1")) << "now, and not after its back-off";
}

TEST_F(ControlApi, AcceptsNoOtherKeyThanTheOneRefusedLast) {
  const Response answer =
      post("/api/v1/hostkeys/accept", R"({"device": "r1", "sha256": "SHA256:old"})");
  EXPECT_EQ(answer.status, 409u);
  EXPECT_EQ(Json::parse(answer.body)["sha256"], "SHA256:new");
  EXPECT_THAT(Json::parse(answer.body)["error"].get<std::string>(),
              testing::HasSubstr("another one: SHA256:new"));
  EXPECT_EQ(post("/api/v1/hostkeys/accept", R"({"device": "r1"})").status, 400u);
  EXPECT_THAT(accepted, IsEmpty());
  EXPECT_THAT(polled, IsEmpty());
}

TEST_F(ControlApi, TellsTheRefusedKeys) {
  Request request;
  request.method = "GET";
  request.path = "/api/v1/hostkeys/refused";
  EXPECT_EQ(Json::parse(routes.serve(request).body),
            Json::parse(R"([{"device": "r1", "type": "ssh-ed25519", "sha256": "SHA256:new"}])"));
}

TEST_F(ControlApi, ThereMayBeNoKeyToAccept) {
  const Response answer =
      post("/api/v1/hostkeys/accept", R"({"device": "r2", "sha256": "SHA256:new"})");
  EXPECT_EQ(answer.status, 409u);
  EXPECT_THAT(Json::parse(answer.body)["error"].get<std::string>(),
              testing::HasSubstr("no refused key"));
}

TEST_F(ControlApi, UnknownDevicesHaveNoKeys) {
  for (const char* verb : {"accept", "forget"}) {
    const Response answer =
        post(std::string("/api/v1/hostkeys/") + verb, R"({"device": "nobody", "sha256": "x"})");
    EXPECT_EQ(answer.status, 404u) << verb;
    EXPECT_EQ(Json::parse(answer.body)["devices"], Json::array({"nobody"})) << verb;
  }
  EXPECT_THAT(forgotten, IsEmpty());
}

TEST_F(ControlApi, ForgetsAKey) {
  EXPECT_EQ(post("/api/v1/hostkeys/forget", R"({"device": "r2"})").status, 200u);
  EXPECT_THAT(forgotten, ElementsAre("r2"));
}

TEST_F(ControlApi, ActsOnPostOnly) {
  Request request;
  request.method = "GET";
  request.path = "/api/v1/hostkeys/forget";
  request.body = R"({"device": "r1"})";
  EXPECT_EQ(routes.serve(request).status, 405u);
  EXPECT_THAT(forgotten, IsEmpty());
}

}  // namespace
}  // namespace showd
