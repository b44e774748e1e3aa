import { Link } from '@tanstack/react-router';
import { useSession } from '../session/useSession.ts';
import { Empty } from '../shared/Empty.tsx';
import { Page } from '../shared/Page.tsx';
import { Shell } from './Shell.tsx';

/** Everything behind the sign-in. When the session ends the router goes back to the sign-in by itself. */
export function Signed() {
  const session = useSession();
  return session === undefined ? null : <Shell session={session} />;
}

/** For an account whose work is done through the API alone. */
export function Nothing() {
  return (
    <Page title="Nothing here">
      <Empty title="Your role has no page in this console.">
        What it may do is done through the API: a partner answers at /turnup/v1/partnerOrder.
      </Empty>
    </Page>
  );
}

/** An address that is no page. */
export function NotThere() {
  return (
    <main id="main">
      <Page title="No such page">
        <Empty title="There is no page at this address.">
          <Link to="/">Go to the first page</Link>
        </Empty>
      </Page>
    </main>
  );
}
