#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "support/raw_server.h"

namespace sitewatch {

/// A mail sink for people: takes every mail on a free port of loopback and keeps it as FOLDER/N.eml.
class DemoMailbox {
 public:
  explicit DemoMailbox(std::filesystem::path folder);

  std::uint16_t port() const { return server_.port(); }
  /// Writes what has arrived since the last call; one line a mail: time, receivers, subject, file. The first mail with
  /// a link to a report form adds the line "form LINK".
  std::vector<std::string> keep_new();

 private:
  struct Mail {
    std::vector<std::string> to;
    std::string message;
  };

  void serve(Peer& peer);

  std::filesystem::path folder_;
  int kept_ = 0;
  bool form_told_ = false;
  std::mutex mutex_;
  std::vector<Mail> arrived_;
  RawServer server_;
};

/// The subject of a message as people read it: unfolded, RFC 2047 B words decoded; other encodings stay as they are.
std::string readable_subject(const std::string& message);
/// The link to a report form in the message's plain text, whether or not that is in base64; else empty.
std::string form_link_in(const std::string& message);

}  // namespace sitewatch
