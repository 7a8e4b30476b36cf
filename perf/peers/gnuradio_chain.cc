// A chain of GNU Radio copy blocks between a null source and a null sink: chain NODES BLOCKS.
// Work calls are capped at 256 floats (1 KiB). Sends so many blocks and prints the seconds they took by the clock
// and of all processors.
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
    if (argc != 3) {
        std::fprintf(stderr, "usage: %s NODES BLOCKS\n", argv[0]);
        return 2;
    }
    constexpr int block = 256;
    auto flowgraph = gr::make_top_block("chain");
    auto head = gr::blocks::head::make(sizeof(float), std::strtoull(argv[2], nullptr, 10) * block);
    flowgraph->connect(gr::blocks::null_source::make(sizeof(float)), 0, head, 0);
    gr::basic_block_sptr last = head;
    for (int i = std::atoi(argv[1]); i > 0; i--) {
        auto copy = gr::blocks::copy::make(sizeof(float));
        flowgraph->connect(last, 0, copy, 0);
        last = copy;
    }
    flowgraph->connect(last, 0, gr::blocks::null_sink::make(sizeof(float)), 0);

    const double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    flowgraph->run(block);
    std::printf("%.6f %.6f\n", seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
}
