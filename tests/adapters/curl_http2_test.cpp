// Case 35: an HTTP/2 server may do what it likes; the visit ends in time, in a reason, and without growing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>

#include "adapters/growth.h"
#include "adapters/tls_fetching.h"

namespace sitewatch {
namespace {

using std::chrono::milliseconds;

/// One HTTP/2 frame.
std::string frame(char type, char flags, char stream, const std::string& payload) {
  std::string bytes{static_cast<char>(payload.size() >> 16),
                    static_cast<char>(payload.size() >> 8),
                    static_cast<char>(payload.size() & 0xff),
                    type,
                    flags,
                    0,
                    0,
                    0,
                    stream};
  return bytes + payload;
}

constexpr char data_type = 0;
constexpr char headers_type = 1;
constexpr char reset_type = 3;
constexpr char settings_type = 4;
constexpr char ping_type = 6;
constexpr char goaway_type = 7;
constexpr char window_update_type = 8;
constexpr char continuation_type = 9;
constexpr char unknown_type = 0x7f;
const std::string status_200 = "\x88";  // HPACK's static entry 8.

/// Whether a client's bytes, preface first, hold a HEADERS frame: its request.
bool has_request(const std::string& seen) {
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(seen[at])); };
  for (std::size_t at = 24; at + 9 <= seen.size(); at += 9 + (byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2)))
    if (seen[at + 3] == headers_type) return true;
  return false;
}

/// Waits for the request and answers with the server's SETTINGS; false once the client has gone.
bool begin(Peer& peer) {
  std::string seen;
  while (!has_request(seen)) {
    const std::string more = peer.read_some(4096);
    if (more.empty()) return false;
    seen += more;
  }
  return peer.send(frame(settings_type, 0, 0, ""));
}

std::string repeated(const std::string& piece, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += piece;
  return all;
}

/// The most that was seen allocated while a flood was sent.
std::atomic<std::size_t> most_allocated{0};

void note_allocated() {
  most_allocated = std::max(most_allocated.load(), allocated());
}

/// `first`, then `piece` again and again for as long as the client stays.
Behaviour flood(std::string first, std::string piece) {
  // Shared, so that no copy of a behaviour counts as growth.
  return [first = std::move(first), many = std::make_shared<const std::string>(repeated(piece, 1000))](Peer& peer) {
    note_allocated();
    if (!begin(peer) || !peer.send(first)) return;
    while (peer.send(*many)) note_allocated();
  };
}

/// The same, but every round of frames waits for its answers, so that nothing piles up at the client.
Behaviour polite_flood(std::string piece, std::size_t answer_bytes) {
  constexpr std::size_t round = 100;
  return [many = repeated(piece, round), expected = round * answer_bytes](Peer& peer) {
    if (!begin(peer)) return;
    while (peer.send(many)) {
      note_allocated();
      std::size_t seen = 0;
      while (seen < expected) {
        const std::size_t more = peer.read_some(expected - seen).size();
        if (more == 0) return;
        seen += more;
      }
    }
  };
}

class Http2Fetch : public TlsFetch {
 protected:
  /// The answer to the first request, in frames.
  FetchResponse fetch_frames(const std::string& frames) {
    return fetch([frames](Peer& peer) {
      if (begin(peer) && peer.send(frames)) peer.stall();
    });
  }
  FetchResponse fetch(Behaviour behaviour, milliseconds timeout = std::chrono::seconds{20}) {
    ServerTls tls{authority_.issue(good_leaf())};
    tls.http2 = true;
    const RawServer server({.tls = tls}, std::move(behaviour));
    FetchRequest request = Fetching::tls_request_to(server);
    request.timeout = timeout;
    return fetching_.fetch(request);
  }
  /// Cut long before its time is up: a flood holds up every other visit of its worker.
  void expect_cut(Behaviour behaviour, FailureReason reason) {
    most_allocated = 0;
    const std::size_t before = allocated();
    const FetchResponse response = fetch(std::move(behaviour));
    EXPECT_EQ(response.failure, reason) << response.detail;
    EXPECT_GT(most_allocated, 0u);
    EXPECT_LT(most_allocated, before + most_allocated_growth);
  }
  void expect_ends(Behaviour behaviour) {
    most_allocated = 0;
    const std::size_t before = allocated();
    const FetchResponse response = fetch(std::move(behaviour), milliseconds{700});
    EXPECT_THAT(response.failure, testing::AnyOf(FailureReason::timeout, FailureReason::too_large)) << response.detail;
    EXPECT_GT(most_allocated, 0u);
    EXPECT_LT(most_allocated, before + most_allocated_growth);
  }
};

TEST_F(Http2Fetch, IsSpokenWhereTheServerOffersIt) {
  const FetchResponse response = fetch_frames(frame(headers_type, 4, 1, status_200) + frame(data_type, 1, 1, "secure"));
  expect_fault(response, CertificateFault::none);
  EXPECT_EQ(response.http_version, 20);
  EXPECT_EQ(response.status, 200);
}

TEST_F(Http2Fetch, EndsBadlyOnAResetStreamAGoodbyeOrNonsense) {
  const std::string reset = frame(reset_type, 0, 1, std::string("\0\0\0\x02", 4));
  const std::string goodbye = frame(goaway_type, 0, 0, std::string(8, '\0'));
  for (const std::string& each : {reset, goodbye, std::string(100, '\xff')}) {
    const FetchResponse response = fetch_frames(each);
    EXPECT_THAT(response.failure, testing::AnyOf(FailureReason::protocol_error, FailureReason::empty_reply))
        << response.detail;
    EXPECT_LT(response.seconds, 5);
  }
}

const std::string eight(8, 'x');
const std::string step("\0\0\0\x01", 4);

TEST_F(Http2Fetch, EndsUnderAFloodOfFramesThatWantAnAnswer) {
  expect_cut(flood("", frame(ping_type, 0, 0, eight)), FailureReason::empty_reply);
  expect_cut(flood("", frame(settings_type, 0, 0, "")), FailureReason::empty_reply);
  expect_ends(polite_flood(frame(ping_type, 0, 0, eight), 17));
  expect_ends(polite_flood(frame(settings_type, 0, 0, ""), 9));
}

TEST_F(Http2Fetch, EndsUnderAFloodOfFramesThatWantNone) {
  expect_cut(flood("", frame(window_update_type, 0, 0, step)), FailureReason::too_large);
  expect_cut(flood("", frame(window_update_type, 0, 1, step)), FailureReason::too_large);
  expect_cut(flood("", frame(unknown_type, 0, 0, eight)), FailureReason::too_large);
  expect_cut(flood(frame(headers_type, 4, 1, status_200), frame(data_type, 0, 1, "")), FailureReason::too_large);
}

TEST_F(Http2Fetch, EndsUnderAHeadThatNeverEnds) {
  // HPACK: a literal without indexing, named "a", valued "b".
  const std::string field(
      "\0\x01"
      "a\x01"
      "b",
      5);
  const std::string open_head = frame(headers_type, 0, 1, status_200);
  expect_cut(flood(open_head, frame(continuation_type, 0, 1, field)), FailureReason::protocol_error);
  expect_cut(flood(open_head, frame(continuation_type, 0, 1, "")), FailureReason::protocol_error);
  expect_cut(flood(open_head, frame(continuation_type, 0, 1, repeated(field, 3000))), FailureReason::protocol_error);
  const std::string early = frame(headers_type, 4, 1, std::string("\x08\x03", 2) + "103");
  expect_cut(flood("", early), FailureReason::too_large);
}

}  // namespace
}  // namespace sitewatch
