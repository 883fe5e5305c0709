#include "app/run_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace showd {
namespace {

using Json = nlohmann::json;
using testing::ElementsAre;

class RunApi : public testing::Test {
 protected:
  RunApi() {
    auto fleet = std::make_shared<FleetSnapshot>();
    for (const char* name : {"r1", "r2"}) {
      auto state = std::make_shared<DeviceState>();
      state->device = std::make_shared<const Device>(Device{.name = name});
      fleet->devices[name] = std::move(state);
    }
    add_run_api(routes,
                {[fleet] { return fleet; },
                 [this](Question question) { asked.push_back(std::move(question)); }, answers});
  }

  Response post(const std::string& path, const std::string& body) {
    Request request;
    request.method = "POST";
    request.path = path;
    request.body = body;
    return routes.serve(request);
  }

  PollResult result(const std::string& device) {
    PollResult result;
    result.device = std::make_shared<const Device>(Device{.name = device});
    result.run = asked.back().number;
    result.duration = std::chrono::milliseconds(12);
    return result;
  }

  const std::shared_ptr<Answers> answers = std::make_shared<Answers>();
  Routes routes;
  std::vector<Question> asked;
};

TEST_F(RunApi, AsksEachDeviceOnce) {
  const Response answer = post("/api/v1/run", R"({"devices": ["r2", "r1", "r2"],
                                                  "commands": ["show clock", "show version"]})");
  EXPECT_EQ(answer.status, 202u);
  EXPECT_EQ(Json::parse(answer.body)["devices"], 2);
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].number, Json::parse(answer.body)["run"]);
  EXPECT_THAT(asked[0].commands, ElementsAre("show clock", "show version"));
  ASSERT_EQ(asked[0].devices.size(), 2u);
  EXPECT_EQ(asked[0].devices[0]->name, "r1");
}

TEST_F(RunApi, HandsAnswersOutAsTheyCome) {
  (void)post("/api/v1/run", R"({"devices": ["r1", "r2"], "commands": ["show clock"]})");
  const std::string number = Json{{"run", asked.at(0).number}}.dump();
  PollResult good = result("r1");
  good.transcripts = {{"show clock", "12:00\n"}};
  answers->take(std::move(good));
  const Response first = post("/api/v1/run/answers", number);
  EXPECT_EQ(Json::parse(first.body), Json::parse(R"({"last": false, "answers": [
      {"device": "r1", "result": "ok", "duration_ms": 12,
       "outputs": [{"command": "show clock", "output": "12:00\n"}]}]})"));
  PollResult bad = result("r2");
  bad.error = Error{Errc::refused, Stage::connect, "nobody listens"};
  answers->take(std::move(bad));
  EXPECT_EQ(Json::parse(post("/api/v1/run/answers", number).body),
            Json::parse(R"({"last": true, "answers": [{"device": "r2", "result": "refused",
                "stage": "connect", "error": "nobody listens", "duration_ms": 12,
                "outputs": []}]})"));
  EXPECT_EQ(post("/api/v1/run/answers", number).status, 404u);
}

TEST_F(RunApi, NobodyIsAskedWhenOneIsUnknown) {
  const Response answer =
      post("/api/v1/run", R"({"devices": ["r1", "x"], "commands": ["show clock"]})");
  EXPECT_EQ(answer.status, 404u);
  EXPECT_EQ(Json::parse(answer.body)["devices"], Json({"x"}));
  EXPECT_TRUE(asked.empty());
}

TEST_F(RunApi, BadBodiesAreAnsweredAndDoNothing) {
  std::string many = R"({"devices": ["r1"], "commands": ["a")";
  for (int i = 0; i < 32; ++i) many += R"(, "a")";
  const std::vector<std::string> bad = {"",
                                        "{",
                                        "null",
                                        "[]",
                                        R"({"devices": ["r1"]})",
                                        R"({"commands": ["show clock"]})",
                                        R"({"devices": [], "commands": ["show clock"]})",
                                        R"({"devices": ["r1"], "commands": []})",
                                        R"({"devices": "r1", "commands": ["show clock"]})",
                                        R"({"devices": ["r1"], "commands": "show clock"})",
                                        R"({"devices": [1], "commands": ["show clock"]})",
                                        R"({"devices": ["r1"], "commands": [1]})",
                                        many + "]}",
                                        R"({"devices": ["r1"], "commands": ["show )" +
                                            std::string(1'024, 'x') + "\"]}"};
  for (const std::string& body : bad) EXPECT_EQ(post("/api/v1/run", body).status, 400u) << body;
  for (const char* body : {"", "[]", "{}", R"({"run": "1"})", R"({"run": -1})", R"({"run": 1.5})"})
    EXPECT_EQ(post("/api/v1/run/answers", body).status, 400u) << body;
  EXPECT_EQ(post("/api/v1/run/answers", R"({"run": 99})").status, 404u);
  EXPECT_TRUE(asked.empty());
}

TEST_F(RunApi, TooManyAtOnceAreTurnedAway) {
  const std::string body = R"({"devices": ["r1"], "commands": ["show clock"]})";
  for (std::size_t i = 0; i < Answers::kMostQuestions; ++i)
    EXPECT_EQ(post("/api/v1/run", body).status, 202u);
  EXPECT_EQ(post("/api/v1/run", body).status, 429u);
}

}  // namespace
}  // namespace showd
