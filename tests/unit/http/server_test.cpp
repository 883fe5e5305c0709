#include "http/server.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "unit/http/client.hpp"

namespace showd {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

Routes test_routes() {
  Routes routes;
  routes.add("GET", "/hello", [](const Request&) { return text_response(200, "hello"); });
  routes.add("GET", "/big",
             [](const Request&) { return text_response(200, std::string(3'000'000, 'x')); });
  routes.add("GET", "/throws",
             [](const Request&) -> Response { throw std::runtime_error("broken"); });
  routes.add("POST", "/echo",
             [](const Request& request) { return text_response(200, request.body); });
  routes.add("GET", "/user", [](const Request& request) {
    return text_response(200, request.uid ? std::to_string(*request.uid) : "unknown");
  });
  routes.add("GET", "/device/r1", [](const Request& request) {
    const auto q = request.query.find("q");
    return text_response(200, request.path + (q == request.query.end() ? "" : "?" + q->second));
  });
  return routes;
}

/// Waits for a condition that another thread brings about; false after a minute.
template <class Condition>
bool eventually(Condition condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(milliseconds(2));
  }
  return true;
}

class ServerTest : public testing::Test {
 protected:
  HttpServer server_{{}, test_routes()};
};

TEST_F(ServerTest, KnowsNoUserBehindTcp) {
  EXPECT_EQ(Client(server_.port()).get("/user").body, "unknown\n");
}

TEST_F(ServerTest, AnswersManyRequestsOnOneConnection) {
  Client client(server_.port());
  for (int i = 0; i < 100; ++i) {
    const Answer answer = client.get("/hello");
    ASSERT_EQ(answer.status, 200);
    ASSERT_EQ(answer.body, "hello\n");
  }
  EXPECT_EQ(client.get("/device/r1?q=a+b").body, "/device/r1?a b\n");
}

TEST_F(ServerTest, EveryAnswerCarriesTheSafetyHeaders) {
  for (const char* target : {"/hello", "/nothing", "/throws"}) {
    auto headers = Client(server_.port()).get(target).headers;
    EXPECT_EQ(headers["x-content-type-options"], "nosniff") << target;
    EXPECT_THAT(headers["content-security-policy"], HasSubstr("default-src 'none'")) << target;
    EXPECT_EQ(headers["content-type"], "text/plain; charset=utf-8") << target;
  }
}

TEST_F(ServerTest, PathsThatAreNotInTheTable) {
  for (const char* target :
       {"/nothing", "/hello/", "//hello", "/hello%00", "/hello%00x", "/../hello", "/%2e%2e/hello",
        "/x/%2e./hello", "/device/", "/device", "/hello%2f"})
    EXPECT_EQ(Client(server_.port()).get(target).status, 404) << target;
  EXPECT_EQ(Client(server_.port()).get("/hello?x=%zz").status, 400);
}

TEST_F(ServerTest, OtherMethodsAreToldWhatIsAllowed) {
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "BREW"}) {
    Client client(server_.port());
    client.send(std::string(method) +
                " /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    Answer answer = client.receive();
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_EQ(answer.headers["allow"], "GET, HEAD") << method;
  }
  Answer answer = Client(server_.port()).get("/echo");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.headers["allow"], "POST");
}

TEST_F(ServerTest, HeadHasTheHeadersAndNoBody) {
  Client client(server_.port());
  for (const char* more : {"", "Accept-Encoding: gzip\r\n"}) {
    client.send("HEAD /big HTTP/1.1\r\nHost: localhost\r\n" + std::string(more) + "\r\n");
    EXPECT_EQ(client.receive(true).status, 200);
    EXPECT_EQ(client.get("/hello").body, "hello\n");  // nothing stood between
  }
}

TEST_F(ServerTest, BigAnswersAreWholePlainAndPacked) {
  Client client(server_.port());
  const std::string want = std::string(3'000'000, 'x') + "\n";
  EXPECT_TRUE(client.get("/big").body == want);
  Answer packed = client.get("/big", "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(packed.headers["content-encoding"], "gzip");
  EXPECT_LT(packed.body.size(), 100'000u);
  EXPECT_TRUE(gunzip(packed.body) == want);
  EXPECT_FALSE(
      client.get("/hello", "Accept-Encoding: gzip\r\n").headers.contains("content-encoding"));
}

TEST_F(ServerTest, AHandlerThatThrowsHarmsNobody) {
  Client client(server_.port());
  const Answer answer = client.get("/throws");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body, "internal error\n");  // the reason is for the log
  EXPECT_EQ(client.get("/hello").status, 200);
}

TEST_F(ServerTest, BodiesHaveALimit) {
  const auto post = [&](std::size_t size) {
    Client client(server_.port());
    client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                std::to_string(size) + "\r\n\r\n" + std::string(size, 'b'));
    return client.receive();
  };
  EXPECT_EQ(post(5).body, "bbbbb\n");
  EXPECT_EQ(post(64 * 1024).status, 200);
  EXPECT_EQ(post(64 * 1024 + 1).status, 413);

  Client chunked(server_.port());
  chunked.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 70; ++i) chunked.send("400\r\n" + std::string(1024, 'c') + "\r\n");
  chunked.send("0\r\n\r\n");
  EXPECT_EQ(chunked.receive().status, 413);

  Client endless(server_.port());
  endless.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 1200; ++i) endless.send("400\r\n" + std::string(1024, 'c') + "\r\n");
  EXPECT_TRUE(endless.closed());
}

int status_of(std::uint16_t port, const std::string& head) {
  Client client(port);
  client.send(head + "\r\n");
  return client.receive().status;
}

/// A page of somebody else's cannot read here through a browser whose DNS it deceived.
TEST(HttpServer, AnswersToHostsItKnowsOnly) {
  const HttpServer server({"127.0.0.1", 0, {}, {"Metrics.example.net"}}, test_routes());
  const auto asked = [&](const std::string& host) {
    return status_of(server.port(), "GET /hello HTTP/1.1\r\nHost: " + host + "\r\n");
  };
  std::array<char, 256> name{};
  ASSERT_EQ(::gethostname(name.data(), name.size() - 1), 0);
  for (const std::string& known :
       {std::string("localhost"), std::string("LOCALHOST:9788"), std::string("localhost."),
        std::string("127.0.0.1"), std::string("127.0.0.1:1"), std::string("[::1]:9788"),
        std::string("metrics.example.net:9788"), std::string(name.data())})
    EXPECT_EQ(asked(known), 200) << known;
  for (const char* unknown : {"evil.example", "localhost.evil.example", "evil.example:9788",
                              "192.0.2.1", "0.0.0.0", "[2001:db8::1]", "example.net",
                              "metrics.example.net.evil", "127.0.0.1.evil", "[", "[]", ":"})
    EXPECT_EQ(asked(unknown), 421) << unknown;
  EXPECT_EQ(
      status_of(server.port(), "GET /hello HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n"),
      421);
  EXPECT_EQ(status_of(server.port(), "GET /hello HTTP/1.0\r\n"), 200) << "no browser's";
}

TEST(HttpServer, AnswersToTheAddressThatWasConnectedTo) {
  const HttpServer server({"0.0.0.0", 0, {}, {}}, test_routes());
  Client client(server.port());
  EXPECT_EQ(client.get("/hello").status, 200);
}

TEST_F(ServerTest, HeadsOfTwoMeaningsAreRefused) {
  for (const char* bad :
       {"GET http://localhost/hello HTTP/1.1\r\nHost: localhost\r\n",
        "GET hello HTTP/1.1\r\nHost: localhost\r\n",
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: "
        "chunked\r\n"}) {
    Client client(server_.port());
    client.send(std::string(bad) + "\r\n");
    EXPECT_EQ(client.receive().status, 400) << bad;
    EXPECT_TRUE(client.closed()) << bad;
  }
}

TEST_F(ServerTest, HugeHeadersAndNonsenseAreRefused) {
  Client huge(server_.port());
  huge.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(64 * 1024, 'h') +
            "\r\n\r\n");
  const int status = huge.receive().status;
  EXPECT_TRUE(status == 431 || status == 413 || status == 0) << status;
  EXPECT_TRUE(huge.closed());
  Client target(server_.port());
  target.send("GET /" + std::string(64 * 1024, 'u') + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_NE(target.receive().status, 200);
  Client nonsense(server_.port());
  nonsense.send(std::string("\x16\x03\x01\x00\xff\r\n\r\n\0\0\r\n\r\n", 14));
  nonsense.receive();
  EXPECT_EQ(Client(server_.port()).get("/hello").status, 200);
}

TEST(HttpServer, AThousandHalfOpenRequestsDoNotStopAScrapeAndAreCut) {
  HttpServer server({}, test_routes(), {.request = milliseconds(3000)});
  std::vector<std::unique_ptr<Client>> half_open;
  for (int i = 0; i < 1000; ++i) {
    half_open.push_back(std::make_unique<Client>(server.port()));
    half_open.back()->send("GET /hello HTTP/1.1\r\nHost: loc");
  }
  EXPECT_EQ(Client(server.port()).get("/hello").status, 200);
  for (auto& client : half_open) ASSERT_TRUE(client->closed());
  EXPECT_TRUE(eventually([&] { return server.figures().open == 0; }));
  EXPECT_EQ(server.figures().timed_out, 1000u);
}

TEST(HttpServer, AByteNowAndThenDoesNotBuyTime) {
  HttpServer server({}, test_routes(), {.request = milliseconds(300)});
  Client slow(server.port());
  slow.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nX: ");
  EXPECT_TRUE(eventually([&] {
    slow.send("x");
    return server.figures().timed_out == 1;
  }));
  EXPECT_TRUE(slow.closed());
}

TEST(HttpServer, AnIdleConnectionIsClosed) {
  HttpServer server({}, test_routes(), {.keep_alive = milliseconds(100)});
  Client client(server.port());
  EXPECT_EQ(client.get("/hello").status, 200);
  EXPECT_TRUE(client.closed());
}

TEST(HttpServer, AClientThatDoesNotReadIsCut) {
  Routes routes = test_routes();
  routes.add("GET", "/endless", [](const Request&) {
    Response response;
    response.stream_size = std::uint64_t{1} << 40;
    response.stream = [](std::span<char> into) {
      std::fill(into.begin(), into.end(), 'e');
      return into.size();
    };
    return response;
  });
  HttpServer server({}, std::move(routes), {.response = milliseconds(300)});
  Client client(server.port());
  client.send("GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return server.figures().open == 1; }));
  EXPECT_TRUE(eventually([&] { return server.figures().open == 0; }));
  EXPECT_EQ(server.figures().timed_out, 1u);
}

TEST(HttpServer, AtItsLimitTheOldestWaitingConnectionMakesRoom) {
  HttpServer server({}, test_routes(), {.connections = 10});
  std::vector<std::unique_ptr<Client>> half_open;
  for (int i = 0; i < 50; ++i) {
    half_open.push_back(std::make_unique<Client>(server.port()));
    half_open.back()->send("GET /hel");
  }
  EXPECT_EQ(Client(server.port()).get("/hello").status, 200);
  EXPECT_TRUE(half_open.front()->closed());
  EXPECT_TRUE(eventually([&] { return server.figures().evicted >= 40; }));
}

TEST(HttpServer, WithoutDescriptorsItWaitsAndGoesOn) {
  HttpServer server({}, test_routes());
  EXPECT_EQ(Client(server.port()).get("/hello").status, 200);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 12; ++i) clients.push_back(nullptr);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit few = before;
  few.rlim_cur = 128;
  ::setrlimit(RLIMIT_NOFILE, &few);
  std::vector<int> taken;
  // The clients' own ends of the connections come out of the same table: take them first.
  for (auto& client : clients) client = std::make_unique<Client>(server.port());
  EXPECT_TRUE(eventually([&] { return server.figures().open == 12; }));
  for (int fd = ::dup(0); fd >= 0; fd = ::dup(0)) taken.push_back(fd);
  ASSERT_GE(taken.size(), 20u);
  while (clients.size() < 24 &&
         !taken.empty()) {  // free one for a client; the server's end has none
    ::close(taken.back());
    taken.pop_back();
    try {
      clients.push_back(std::make_unique<Client>(server.port()));
    } catch (const std::exception&) {
      continue;  // the server was quicker and took it for a connection that waits
    }
  }
  ASSERT_EQ(clients.size(), 24u);
  // The first failures take the descriptors held in reserve. After that each one that finds none
  // pauses (100 ms) and sends a waiting client away, whose descriptor the next one then gets: two
  // failures a pause. Whoever spins is through in microseconds.
  EXPECT_TRUE(eventually([&] { return server.figures().accept_failures >= 6; }));
  const auto began = std::chrono::steady_clock::now();
  const std::uint64_t failures = server.figures().accept_failures;
  EXPECT_TRUE(eventually([&] { return server.figures().accept_failures >= failures + 6; }));
  EXPECT_GE(std::chrono::steady_clock::now() - began, milliseconds(150));
  for (const int fd : taken) ::close(fd);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(clients.back()->get("/hello").status, 200);
}

TEST(HttpServer, StopsWithOpenConnections) {
  auto server = std::make_unique<HttpServer>(HttpListen{}, test_routes());
  Client idle(server->port());
  EXPECT_EQ(idle.get("/hello").status, 200);
  Client half_open(server->port());
  half_open.send("GET /hello HTT");
  Client taking(server->port());
  taking.send("GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n");
  server.reset();
  EXPECT_TRUE(idle.closed());
  EXPECT_TRUE(half_open.closed());
}

TEST(HttpServer, RefusesAnAddressThatItCannotHave) {
  HttpServer first({}, test_routes());
  for (const HttpListen& bad : {HttpListen{.address = "localhost"}, HttpListen{.address = ""},
                                HttpListen{.address = "192.0.2.1"},
                                HttpListen{.address = "127.0.0.1", .port = first.port()}})
    EXPECT_THROW(HttpServer(bad, test_routes()), std::runtime_error) << bad.address;
}

class ControlSocket : public testing::Test {
 protected:
  ControlSocket() {
    char name[] = "/tmp/showd-http-XXXXXX";
    folder_ = ::mkdtemp(name);
    path_ = folder_ / "control";
  }
  ~ControlSocket() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  std::filesystem::path path_;
};

TEST_F(ControlSocket, ServesAndLeavesNothingBehind) {
  const mode_t umask_before = ::umask(0077);
  {
    HttpServer server({.path = path_}, test_routes());
    ::umask(umask_before);
    struct stat status {};
    ASSERT_EQ(::stat(path_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0660u);
    EXPECT_EQ(server.port(), 0);
    Client client(path_);
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
    EXPECT_EQ(client.receive().body, "hi\n");
    EXPECT_EQ(client.get("/hello").status, 200);
    EXPECT_EQ(client.get("/user").body, std::to_string(::geteuid()) + "\n");
  }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(ControlSocket, ADeadSocketIsReplacedAndALivingOneIsNot) {
  {
    const Descriptor dead(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.native().copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(dead.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ASSERT_TRUE(std::filesystem::exists(path_));
  HttpServer server({.path = path_}, test_routes());
  EXPECT_THROW(HttpServer({.path = path_}, test_routes()), std::runtime_error);
  EXPECT_EQ(Client(path_).get("/hello").status, 200);  // the first still has it
}

TEST_F(ControlSocket, OneThatWasDeletedIsMadeAgain) {
  const HttpServer server({.path = path_}, test_routes());
  ASSERT_TRUE(std::filesystem::remove(path_));
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(path_); }));
  ASSERT_TRUE(eventually([&] {
    try {
      return Client(path_).get("/hello").status == 200;
    } catch (const std::runtime_error&) {
      return false;  // bound, and not listened to yet
    }
  }));
  std::filesystem::rename(folder_, folder_.string() + ".away");
  std::filesystem::create_directory(folder_);
  EXPECT_TRUE(eventually([&] { return std::filesystem::exists(path_); }));
  std::filesystem::remove_all(folder_.string() + ".away");
}

TEST_F(ControlSocket, OtherFilesAndPlacesAreRefused) {
  std::ofstream(path_) << "precious";
  EXPECT_THROW(HttpServer({.path = path_}, test_routes()), std::runtime_error);
  EXPECT_TRUE(std::filesystem::is_regular_file(path_));
  EXPECT_THROW(HttpServer({.path = folder_ / "none" / "control"}, test_routes()),
               std::runtime_error);
  EXPECT_THROW(HttpServer({.path = folder_ / std::string(200, 'l')}, test_routes()),
               std::runtime_error);
}

TEST_F(ControlSocket, ASuccessorsSocketIsLeftAlone) {
  auto first = std::make_unique<HttpServer>(HttpListen{.path = path_}, test_routes());
  const std::string beside = path_.string() + ".new";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  beside.copy(address.sun_path, sizeof address.sun_path - 1);
  const int successor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(::bind(successor, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(successor, 1), 0);
  std::filesystem::rename(beside, path_);  // at no moment is there none, which the first would mend
  first.reset();
  EXPECT_TRUE(std::filesystem::is_socket(path_));
  ::close(successor);
}

}  // namespace
}  // namespace showd
