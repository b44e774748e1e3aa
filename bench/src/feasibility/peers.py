"""Shortest paths by igraph and networkx on the graph and questions in a file; their times and lengths as JSON.

The file: int32 vertices, edges, questions; ends A, ends B, weights of the edges; sources, targets of the questions.
Words: the file, how many questions for igraph, how many for networkx. Times are CPU milliseconds of the thread.
"""
import array
import json
import sys
import time


def measured(count, questions, answer):
    times, lengths = [], []
    for source, target in questions[:count]:
        begin = time.thread_time()
        length = answer(source, target)
        times.append((time.thread_time() - begin) * 1000)
        lengths.append(length)
    return {"timesMs": times, "lengths": lengths}


def with_igraph(count, vertices, ends_a, ends_b, weights, questions):
    import igraph

    graph = igraph.Graph(n=vertices, edges=list(zip(ends_a, ends_b)))

    def answer(source, target):
        path = graph.get_shortest_paths(source, to=target, weights=weights, output="epath")[0]
        return sum(weights[edge] for edge in path) if path else None

    answer(*questions[-1])
    return {"version": igraph.__version__, **measured(count, questions, answer)}


def with_networkx(count, vertices, ends_a, ends_b, weights, questions):
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(vertices))
    graph.add_weighted_edges_from(zip(ends_a, ends_b, weights))

    def answer(source, target):
        try:
            return networkx.bidirectional_dijkstra(graph, source, target)[0]
        except networkx.NetworkXNoPath:
            return None

    answer(*questions[-1])
    return {"version": networkx.__version__, **measured(count, questions, answer)}


def main():
    values = array.array("i")
    with open(sys.argv[1], "rb") as file:
        values.frombytes(file.read())
    vertices, edges, count = values[0:3]
    at = 3
    parts = []
    for length in (edges, edges, edges, count, count):
        parts.append(list(values[at : at + length]))
        at += length
    ends_a, ends_b, weights, sources, targets = parts
    questions = list(zip(sources, targets))
    answers = {}
    for name, engine, asked in (("igraph", with_igraph, sys.argv[2]), ("networkx", with_networkx, sys.argv[3])):
        try:
            answers[name] = engine(int(asked), vertices, ends_a, ends_b, weights, questions)
        except ImportError:
            answers[name] = None
    print(json.dumps(answers))


main()
