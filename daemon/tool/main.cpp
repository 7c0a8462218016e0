#include <boost/asio/io_context.hpp>
#include <exception>

#include "adapters/asio_clock.h"
#include "tool/command.h"
#include "tool/run.h"

int main(int argc, char** argv) {
  try {
    boost::asio::io_context loop;
    const sitewatch::AsioClock clock{loop.get_executor()};
    return sitewatch::tool::run_tool({argv + 1, argv + argc}, clock.wall_now());
  } catch (const std::exception& error) {
    return sitewatch::tool::complain(error.what());
  }
}
