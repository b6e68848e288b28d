import { ok, type Result } from '@sferic/codec';
import type { Logger } from '../log.ts';
import type {
  NoRoute,
  PartsRequest,
  Route,
  RouteFinder,
  RouteKnowledge,
  RouteOutcome,
} from '../payments/ports.ts';
import type { Store } from '../store/index.ts';
import { WEIGHTS } from './cost.ts';
import { type ExplainedRoute, explainRoutes } from './explain.ts';
import { findParts } from './find-parts.ts';
import type { Knowledge } from './knowledge.ts';
import { KnowledgeStore } from './knowledge-store.ts';
import { type LearnedChannel, lessonsOf } from './lessons.ts';
import { Reserved, type RoutingFacts, RoutingSpace } from './space.ts';
import { Workspace } from './workspace.ts';

export interface RouterModules {
  /** What is known at the moment, but for what payments taught. */
  readonly facts: () => Omit<RoutingFacts, 'knowledge'>;
  readonly store: Pick<Store, 'all' | 'commit'>;
  readonly log: Logger;
}

/** Finds routes by what is known at the moment of asking, and learns from what became of them. */
export class Router implements RouteFinder, RouteKnowledge {
  readonly #modules: RouterModules;
  readonly #workspace = new Workspace();
  readonly #store: KnowledgeStore;
  readonly #knowledge: Knowledge;

  constructor(modules: RouterModules) {
    this.#modules = modules;
    this.#store = new KnowledgeStore(modules.store, modules.log);
    this.#knowledge = this.#store.load();
  }

  /** What routes are found by. */
  get facts(): RoutingFacts {
    return { ...this.#modules.facts(), knowledge: this.#knowledge };
  }

  findParts(request: PartsRequest): Result<readonly Route[], NoRoute> {
    return findParts(this.facts, request, this.#workspace);
  }

  /** As `findParts`, and why. */
  explain(request: PartsRequest): Result<readonly ExplainedRoute[], NoRoute> {
    const { facts } = this;
    const found = findParts(facts, request, this.#workspace);
    if (!found.ok) return found;
    const options = { weights: WEIGHTS, reserved: new Reserved(), workspace: this.#workspace };
    return ok(explainRoutes(new RoutingSpace(facts, request, options), found.value));
  }

  report({
    route,
    outcome,
    at,
  }: {
    readonly route: Route;
    readonly outcome: RouteOutcome;
    readonly at: number;
  }): void {
    const { graph, knowledge } = this.facts;
    const learned: LearnedChannel[] = [];
    for (const { id, direction, ...lesson } of lessonsOf(graph, route, outcome)) {
      const forgotten = knowledge.learn(id, direction, { ...lesson, at });
      learned.push({ id, bounds: knowledge.get(id) });
      if (forgotten !== undefined) learned.push({ id: forgotten, bounds: undefined });
    }
    this.#store.save(learned);
  }

  /** Resolves when all that was learned is on disk. */
  stop(): Promise<void> {
    return this.#store.stop();
  }
}
