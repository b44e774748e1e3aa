import { Loading } from '../shared/Loading.tsx';
import { Page } from '../shared/Page.tsx';
import { useClock } from '../shell/environment.ts';
import { ClockControl } from './ClockControl.tsx';

/** The clock as a page, for the account that moves it and sees nothing else. */
export function ClockPage() {
  const clock = useClock();
  return (
    <Page title="Clock" about="The time by which due dates, holds and working days are counted.">
      {clock === undefined ? (
        <Loading />
      ) : clock.mode === 'real' ? (
        <p>This system follows the real clock; nobody moves it.</p>
      ) : (
        <ClockControl clock={clock} />
      )}
    </Page>
  );
}
