// A chain of GNU Radio copy blocks between a null source and a null sink: chain MOST NODES BLOCKS.
// A work call takes at most MOST floats; 256 makes it a block of 1 KiB. Sends so many blocks of 1 KiB and prints the
// seconds they took by the clock and of all processors.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <gnuradio/blocks/copy.h>
#include <gnuradio/blocks/head.h>
#include <gnuradio/blocks/null_sink.h>
#include <gnuradio/blocks/null_source.h>
#include <gnuradio/top_block.h>

static double seconds(clockid_t clock)
{
    timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int argc, char** argv)
{
    if (argc != 4) {
        std::fprintf(stderr, "usage: %s MOST NODES BLOCKS\n", argv[0]);
        return 2;
    }
    constexpr int block = 256;
    auto flowgraph = gr::make_top_block("chain");
    auto head = gr::blocks::head::make(sizeof(float), std::strtoull(argv[3], nullptr, 10) * block);
    flowgraph->connect(gr::blocks::null_source::make(sizeof(float)), 0, head, 0);
    gr::basic_block_sptr last = head;
    for (int i = std::atoi(argv[2]); i > 0; i--) {
        auto copy = gr::blocks::copy::make(sizeof(float));
        flowgraph->connect(last, 0, copy, 0);
        last = copy;
    }
    flowgraph->connect(last, 0, gr::blocks::null_sink::make(sizeof(float)), 0);

    const double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    flowgraph->run(std::atoi(argv[1]));
    std::printf("%.6f %.6f\n", seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
}
