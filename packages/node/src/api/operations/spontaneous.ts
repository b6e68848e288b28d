import { describeSpontaneous } from '../../payments/index.ts';
import type { SpontaneousOperations } from '../service.ts';
import type { NodeModules } from './modules.ts';
import { LIST_LIMIT } from './values.ts';

export function spontaneousOperations({ spontaneous }: NodeModules): SpontaneousOperations {
  return {
    async received() {
      return spontaneous.payments(LIST_LIMIT).map(describeSpontaneous);
    },
  };
}
