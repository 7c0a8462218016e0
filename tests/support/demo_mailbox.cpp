#include "support/demo_mailbox.h"

#include <strings.h>

#include <array>
#include <ctime>
#include <fstream>
#include <string_view>
#include <utility>

namespace sitewatch {
namespace {

/// Lines of one connection; an empty optional once the client has gone.
class Lines {
 public:
  explicit Lines(Peer& peer) : peer_(peer) {}

  std::optional<std::string> next() {
    for (;;) {
      const std::size_t end = pending_.find("\r\n");
      if (end != std::string::npos) {
        std::string line = pending_.substr(0, end);
        pending_.erase(0, end + 2);
        return line;
      }
      const std::string more = peer_.read_some(8192);
      if (more.empty()) return std::nullopt;
      pending_ += more;
    }
  }

 private:
  Peer& peer_;
  std::string pending_;
};

bool starts(std::string_view line, std::string_view verb) {
  return line.size() >= verb.size() && strncasecmp(line.data(), verb.data(), verb.size()) == 0;
}

std::string between_brackets(const std::string& line) {
  const std::size_t from = line.find('<'), to = line.find('>');
  return from == std::string::npos || to == std::string::npos ? "" : line.substr(from + 1, to - from - 1);
}

std::optional<std::string> read_message(Lines& lines) {
  std::string message;
  for (;;) {
    std::optional<std::string> line = lines.next();
    if (!line) return std::nullopt;
    if (*line == ".") return message;
    message += line->starts_with('.') ? line->substr(1) : *line;
    message += "\r\n";
  }
}

std::string base64_decoded(std::string_view text) {
  static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned int bits = 0;
  int count = 0;
  for (const char digit : text) {
    const std::size_t value = digits.find(digit);
    if (value == std::string_view::npos) continue;
    bits = (bits << 6 | static_cast<unsigned int>(value)) & 0xFFFF;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xFF);
    }
  }
  return bytes;
}

std::string header(const std::string& message, std::string_view name) {
  std::size_t at = 0;
  while (at < message.size() && message.compare(at, 2, "\r\n") != 0) {
    std::size_t end = message.find("\r\n", at);
    while (end != std::string::npos && end + 2 < message.size() &&
           (message[end + 2] == ' ' || message[end + 2] == '\t'))
      end = message.find("\r\n", end + 2);
    const std::string line = message.substr(at, end - at);
    if (starts(line, name) && line.size() > name.size() && line[name.size()] == ':')
      return line.substr(name.size() + 1);
    if (end == std::string::npos) break;
    at = end + 2;
  }
  return "";
}

std::string clock_time() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  std::array<char, 16> buffer{};
  std::strftime(buffer.data(), buffer.size(), "%H:%M:%S", &parts);
  return buffer.data();
}

}  // namespace

DemoMailbox::DemoMailbox(std::filesystem::path folder)
    : folder_(std::move(folder)), server_([this](Peer& peer) { serve(peer); }) {
  std::filesystem::create_directories(folder_);
}

void DemoMailbox::serve(Peer& peer) {
  Lines lines(peer);
  Mail mail;
  peer.send("220 mailbox.example ESMTP\r\n");
  while (const std::optional<std::string> line = lines.next()) {
    if (starts(*line, "QUIT")) {
      peer.send("221 bye\r\n");
      return;
    }
    if (starts(*line, "DATA")) {
      peer.send("354 go on\r\n");
      std::optional<std::string> message = read_message(lines);
      if (!message) return;
      mail.message = std::move(*message);
      const std::lock_guard lock(mutex_);
      arrived_.push_back(std::exchange(mail, {}));
    } else if (starts(*line, "MAIL") || starts(*line, "RSET")) {
      mail = {};
    } else if (starts(*line, "RCPT")) {
      mail.to.push_back(between_brackets(*line));
    }
    peer.send("250 ok\r\n");
  }
}

std::vector<std::string> DemoMailbox::keep_new() {
  std::vector<Mail> mails;
  {
    const std::lock_guard lock(mutex_);
    mails.swap(arrived_);
  }
  std::vector<std::string> lines;
  for (const Mail& mail : mails) {
    const std::filesystem::path file = folder_ / (std::to_string(++kept_) + ".eml");
    std::ofstream(file, std::ios::binary) << mail.message;
    std::string to;
    for (const std::string& address : mail.to) to += (to.empty() ? "" : ", ") + address;
    lines.push_back("mail  " + clock_time() + "  " + readable_subject(mail.message) + "  -> " + to + "  (" +
                    file.filename().string() + ")");
    if (form_told_) continue;
    const std::string link = form_link_in(mail.message);
    if (link.empty()) continue;
    form_told_ = true;
    lines.push_back("form " + link);
  }
  return lines;
}

std::string readable_subject(const std::string& message) {
  const std::string raw = header(message, "Subject");
  std::string text;
  for (std::size_t at = 0; at < raw.size();) {
    const std::size_t word = raw.find("=?UTF-8?B?", at);
    const std::size_t end = word == std::string::npos ? word : raw.find("?=", word + 10);
    // Space between two encoded words is no part of the text.
    const std::string gap = raw.substr(at, word == std::string::npos ? word : word - at);
    if (gap.find_first_not_of(" \t\r\n") != std::string::npos) text += gap.substr(gap.find_first_not_of(" \t\r\n"));
    if (end == std::string::npos) break;
    text += base64_decoded(std::string_view(raw).substr(word + 10, end - word - 10));
    at = end + 2;
  }
  return text;
}

std::string form_link_in(const std::string& message) {
  // The body of a part stands between blank lines.
  for (std::size_t at = message.find("\r\n\r\n"); at != std::string::npos; at = message.find("\r\n\r\n", at + 4)) {
    const std::string body = message.substr(at + 4, message.find("\r\n\r\n", at + 4) - at - 4);
    const std::string part = body.substr(0, body.find("\r\n--"));
    for (const std::string& text : {part, base64_decoded(part)}) {
      const std::size_t path = text.find("/report/");
      const std::size_t from = path == std::string::npos ? path : text.rfind("http", path);
      if (from != std::string::npos) return text.substr(from, text.find_first_of(" \t\r\n<>\"", from) - from);
    }
  }
  return "";
}

}  // namespace sitewatch
