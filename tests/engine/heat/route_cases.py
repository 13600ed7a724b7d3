"""Small problems, and their best answer by trying everything."""

from itertools import combinations

import numpy as np
from stadsstroom.engine.heat.pipes import coincident_kw, own_kw
from stadsstroom.engine.heat.route import PipePrice, RouteProblem

PRICE = PipePrice(
    np.array([20.0, 45.0, 80.0, 130.0, 250.0, 500.0]),
    np.array([40.0, 45.0, 52.0, 60.0, 75.0, 95.0]),
    np.array([600.0, 650.0, 720.0, 800.0, 950.0, 1200.0]),
)


def problem(edges, length_m, terminal_node, space_kw=10.0, root_node=(0,), root_kw=np.inf, worth=np.nan, **given):
    """A problem of homes, each asking `space_kw`, with everything else plain."""
    m, t, r = len(edges), len(terminal_node), len(root_node)
    plain = {
        "edges": np.array(edges), "length_m": np.broadcast_to(length_m, m).astype(float), "cost_factor": np.ones(m),
        "forced": np.zeros(m, bool), "node_count": int(np.max(edges)) + 1, "terminal_node": np.array(terminal_node),
        "space_kw": np.broadcast_to(space_kw, t).astype(float), "water_kw": np.zeros(t), "homes": np.ones(t),
        "mwh": 1.6 * np.broadcast_to(space_kw, t), "terminal_eur": np.zeros(t),
        "worth_eur_per_year": np.broadcast_to(worth, t).astype(float), "root_node": np.array(root_node),
        "root_kw": np.broadcast_to(root_kw, r).astype(float), "root_eur_per_kw": np.zeros(r),
        "root_eur_per_mwh": np.zeros(r),
    }  # fmt: skip
    return RouteProblem(**{**plain, **given})


def random_problem(seed, nodes=7, extra=4, terminals=4, roots=1, **given):
    """A random connected graph with homes, flats and a shop, some of them at the same node."""
    random = np.random.default_rng(seed)
    edges = [(int(random.integers(v)), v) for v in range(1, nodes)]
    while len(edges) < nodes - 1 + extra:
        a, b = sorted(random.choice(nodes, 2, replace=False).tolist())
        edges.append((a, b))
    homes = random.choice([0.0, 1.0, 1.0, 8.0], terminals)
    plain = {
        "terminal_node": random.integers(0, nodes, terminals),
        "space_kw": np.where(homes == 0, 40.0, 8 * homes) * random.uniform(0.5, 1.5, terminals),
        "root_node": random.choice(nodes, roots, replace=False),
        "water_kw": np.where(homes == 0, 2.0, 20 * np.sqrt(homes)),
        "homes": homes,
        "cost_factor": random.choice([0.7, 1.0, 1.5], len(edges)),
        "terminal_eur": random.uniform(1000, 4000, terminals),
        "terminal_annuity": 0.05,
        "root_eur_per_kw": random.uniform(50, 300, roots),
        "root_eur_per_mwh": random.uniform(10, 40, roots),
        "root_annuity": 0.06,
    }
    return problem(edges, random.uniform(20, 200, len(edges)), **{**plain, **given})


def spanning_trees(problem):
    """Every spanning tree of streets and sources, as the edges above each consumer: bool (edges + sources, t)."""
    top, m = problem.node_count, len(problem.edges)
    ends = np.vstack([problem.edges, [(top, v) for v in problem.root_node]])
    for chosen in combinations(range(len(ends)), top):
        near = {}
        for e in chosen:
            a, b = ends[e]
            near.setdefault(a, []).append((b, e))
            near.setdefault(b, []).append((a, e))
        above, queue = {top: []}, [top]
        for v in queue:
            for w, e in near.get(v, []):
                if w not in above:
                    above[w] = [*above[v], e]
                    queue.append(w)
        if len(above) == top + 1:
            uses = np.zeros((m + problem.roots, problem.terminals), bool)
            for t, v in enumerate(problem.terminal_node):
                uses[above[v], t] = True
            yield uses


def edges_eur(problem, price, uses, sets):
    """€ a year (s,) of streets and sources for each set of consumers (s, t), and the kW of each source (s, r)."""
    lived = problem.homes > 0
    parts = np.where(lived, problem.space_kw, 0), np.where(
        lived, own_kw("water", problem.water_kw, np.maximum(problem.homes, 1), problem.coincidence), 0
    ), np.where(lived, 0, problem.space_kw + problem.water_kw)  # fmt: skip
    sums, equal = [], []
    for part in parts:
        total = (sets * part) @ uses.T.astype(float)
        squares = (sets * part**2 / np.maximum(problem.homes, 1)) @ uses.T.astype(float)
        sums.append(total)
        equal.append(np.divide(total**2, squares, out=np.ones_like(total), where=squares > 0))
    kw = coincident_kw(sums[0], sums[1], (equal[0], equal[1]), problem.coincidence, sums[2], equal[2])
    used = sets.astype(float) @ uses.T.astype(float) > 0
    m = len(problem.edges)
    year = (used[:, :m] * problem.length_m * problem.cost_factor * price.eur_per_m_year(kw[:, :m])).sum(axis=1)
    mwh = (sets * problem.mwh) @ uses[m:].T.astype(float)
    once = kw[:, m:] * problem.root_eur_per_kw + used[:, m:] * problem.root_eur_fixed
    year += (once * problem.root_annuity + mwh * problem.root_eur_per_mwh).sum(axis=1)
    return year, kw[:, m:]


def try_everything(problem, price, every_set, worth=None):
    """Least € a year less worth. every_set: whether consumers may stay out. worth (t,): in place of the problem's."""
    t = problem.terminals
    sets = np.ones((1, t), bool)
    if every_set:
        sets = (np.arange(2**t)[:, None] >> np.arange(t)) % 2 == 1
    worth = np.nan_to_num(problem.worth_eur_per_year) if worth is None else worth
    gain = worth - problem.terminal_eur * problem.terminal_annuity
    best = np.inf
    for uses in spanning_trees(problem):
        year, root_kw = edges_eur(problem, price, uses, sets)
        fits = np.all(root_kw <= problem.root_kw * (1 + 1e-9), axis=1)
        best = min(best, np.min(np.where(fits, year - sets @ gain, np.inf)))
    return best
