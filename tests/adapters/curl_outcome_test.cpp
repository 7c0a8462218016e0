#include "adapters/curl_outcome.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "adapters/response_head.h"

namespace sitewatch {
namespace {

FailureReason after_connect_error(int system_error) {
  TransferFacts facts;
  facts.code = CURLE_COULDNT_CONNECT;
  facts.system_error = system_error;
  return failure_of(facts);
}

TEST(CurlOutcome, BlamesTheSiteOnlyForWhatTheSiteDid) {
  EXPECT_EQ(after_connect_error(ECONNREFUSED), FailureReason::connection_refused);
  EXPECT_EQ(after_connect_error(EHOSTUNREACH), FailureReason::host_unreachable);
  EXPECT_EQ(after_connect_error(ETIMEDOUT), FailureReason::connect_timeout);
  for (const int ours : {ENETUNREACH, ENETDOWN, EADDRNOTAVAIL, EAFNOSUPPORT, EPERM, EACCES})
    EXPECT_EQ(after_connect_error(ours), FailureReason::own_network) << ours;
  for (const int ours : {EMFILE, ENFILE, ENOBUFS, ENOMEM})
    EXPECT_EQ(after_connect_error(ours), FailureReason::own_descriptors) << ours;
}

TEST(CurlOutcome, GivesEveryFailureOfTheLibraryAReasonAndOursAnUnknownVerdict) {
  for (int code = 1; code < CURL_LAST; ++code) {
    TransferFacts facts;
    facts.code = static_cast<CURLcode>(code);
    EXPECT_NE(failure_of(facts), FailureReason::none) << code;
  }
  for (const CURLcode ours : {CURLE_FAILED_INIT, CURLE_OUT_OF_MEMORY, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_URL_MALFORMAT,
                              CURLE_COULDNT_RESOLVE_HOST, CURLE_NOT_BUILT_IN, CURLE_SSL_CACERT_BADFILE}) {
    TransferFacts facts;
    facts.code = ours;
    EXPECT_EQ(verdict_of(failure_of(facts)), Verdict::unknown) << ours;
  }
}

TEST(CurlOutcome, CallsTimeUpByThePhaseItHappenedIn) {
  TransferFacts facts;
  facts.code = CURLE_OPERATION_TIMEDOUT;
  facts.tls = true;
  facts.total = 3;
  EXPECT_EQ(failure_of(facts), FailureReason::connect_timeout);
  EXPECT_EQ(phases_of(facts).connect, 3);
  facts.connected = 1;
  EXPECT_EQ(failure_of(facts), FailureReason::connect_timeout);
  EXPECT_EQ(phases_of(facts).tls, 2);
  facts.secured = 2;
  EXPECT_EQ(failure_of(facts), FailureReason::timeout);
  EXPECT_EQ(phases_of(facts).processing, 1);
  facts.first_byte = 2.5;
  EXPECT_EQ(last_phase(facts), Phase::transfer);
  EXPECT_EQ(phases_of(facts).transfer, 0.5);
}

TEST(ResponseHead, ReadsStatusLinesOfTheVersionsInUseAlone) {
  EXPECT_EQ(read_status_line("HTTP/1.1 200 OK\r\n"), 200);
  EXPECT_EQ(read_status_line("HTTP/1.0 404 \r\n"), 404);
  EXPECT_EQ(read_status_line("HTTP/2 503 \r\n"), 503);
  EXPECT_EQ(read_status_line("HTTP/1.1 599\r\n"), 599);
  for (const char* const bad : {"HTTP/9.9 200 OK", "HTTP/1.1 099 Low", "HTTP/1.1 600 High", "HTTP/1.1 1000 Long",
                                "HTTP/1.1 2x0", "HTTP/1.1", "", "ICY 200 OK"})
    EXPECT_EQ(read_status_line(bad), std::nullopt) << bad;
}

TEST(ResponseHead, ReadsHeadersWithFoldedLines) {
  HeaderList headers;
  EXPECT_TRUE(add_header(headers, "X-One:  a \r\n"));
  EXPECT_TRUE(add_header(headers, "\t b\r\n"));
  EXPECT_TRUE(add_header(headers, "X-Two:\r\n"));
  EXPECT_FALSE(add_header(headers, "no colon\r\n"));
  EXPECT_EQ(headers, (HeaderList{{"x-one", "a b"}, {"x-two", ""}}));
}

TEST(ResponseHead, FindsLengthsThatContradictEachOther) {
  EXPECT_FALSE(has_length_defect({{"content-length", "5"}}));
  EXPECT_FALSE(has_length_defect({{"content-length", "5"}, {"content-length", "5"}}));
  EXPECT_TRUE(has_length_defect({{"content-length", "5"}, {"content-length", "6"}}));
  EXPECT_TRUE(has_length_defect({{"content-length", "5, 6"}}));
  EXPECT_TRUE(has_length_defect({{"content-length", "5"}, {"transfer-encoding", "chunked"}}));
  EXPECT_EQ(content_codings({{"content-encoding", "gzip, br"}, {"content-encoding", "gzip"}}), 3);
}

}  // namespace
}  // namespace sitewatch
