import { Link } from '@tanstack/react-router';

/** Services by their ids, each a way to its page. */
export function ServiceLinks({ ids }: { readonly ids: readonly string[] }) {
  return ids.map((id) => (
    <div key={id}>
      <Link to="/services/$id" params={{ id }} className="mono">
        {id.slice(0, 13)}…
      </Link>
    </div>
  ));
}
